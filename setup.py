"""Builds the package; everything that varies stands in settings.ini."""

from configparser import ConfigParser
from pathlib import Path

from setuptools import find_packages, setup

here = Path(__file__).parent
config = ConfigParser(delimiters=["="])
config.read(here / "settings.ini", encoding="utf-8")
settings = config["DEFAULT"]
readme = here / "README.md"

setup(
    name=settings["lib_name"],
    version=settings["version"],
    description=settings["description"],
    long_description=readme.read_text(encoding="utf-8") if readme.exists() else "",
    long_description_content_type="text/markdown",
    author=settings["author"],
    license=settings["license"],
    license_files=["LICENSE"],
    keywords=settings["keywords"],
    classifiers=[
        "Development Status :: 3 - Alpha",
        "Framework :: Jupyter",
        f"Intended Audience :: {settings['audience']}",
        f"Natural Language :: {settings['language']}",
        "Programming Language :: Python :: 3",
    ],
    python_requires=f">={settings['min_python']}",
    packages=find_packages(include=["notebook_chat", "notebook_chat.*"]),
    package_data={"notebook_chat": settings["package_data"].split()},
    install_requires=settings["requirements"].split(),
    extras_require={
        "dev": settings["dev_requirements"].split(),
        "quickstart": settings["quickstart_requirements"].split(),
        "server": settings["server_requirements"].split(),
        "pdf": settings["pdf_requirements"].split(),
        "smollm2": settings["smollm2_requirements"].split(),
        "mcp": settings["mcp_requirements"].split(),
        "ray": settings["ray_requirements"].split(),
        "stack": settings["stack_requirements"].split(),
        "colab": settings["colab_requirements"].split(),
    },
    entry_points={
        "console_scripts": ["notebook-chat=notebook_chat.terminal.app:main"],
        "nbdev": ["notebook_chat=notebook_chat._modidx:d"],
    },
    zip_safe=False,
)
