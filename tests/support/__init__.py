"""What several test files share: servers, kernels, browsers, models, hostile texts, and small helpers."""
