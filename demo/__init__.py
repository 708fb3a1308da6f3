"""Makes the built-in demo model of notebook_chat: text, tokenizer, training, export, checks."""
