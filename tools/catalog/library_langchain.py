"""LangChain: text splitters, the vector store retriever, chat models and local LLM wrappers, as the keyword arguments people set."""
import ast

from fields import class_fields
from signatures import init_parameters, method

# Package → module paths (old and new) and the classes read there; "*": every class whose name ends in TextSplitter.
PLACES = {
    "langchain-text-splitters": [("langchain_text_splitters/*.py", "*Splitter")],
    "langchain-core": [("langchain_core/vectorstores*.py", "VectorStoreRetriever"), ("langchain_core/vectorstores/base.py", "VectorStoreRetriever"),
                       ("langchain_core/language_models/llms.py", "BaseLLM"), ("langchain_core/language_models/chat_models.py", "BaseChatModel")],
    "langchain-openai": [("langchain_openai/chat_models/base.py", "*ChatOpenAI"), ("langchain_openai/embeddings/base.py", "OpenAIEmbeddings")],
    "langchain-community": [("langchain_community/llms/huggingface_pipeline.py", "HuggingFacePipeline"), ("langchain_community/llms/chatglm.py", "ChatGLM"),
                            ("langchain_community/llms/chatglm3.py", "ChatGLM3"), ("langchain_community/llms/llamacpp.py", "LlamaCpp"), ("langchain_community/llms/vllm.py", "VLLM"),
                            ("langchain_community/llms/ollama.py", "Ollama"), ("langchain_community/embeddings/huggingface.py", "HuggingFace*Embeddings")],
}


def read(package, name):
    result = {}
    for pattern, wanted in PLACES[name]:
        for file in sorted(package.root.glob(pattern)):
            path = file.relative_to(package.root).as_posix()
            for node in package.module(path).body:
                if isinstance(node, ast.ClassDef) and _fits(node.name, wanted) and node.name not in result:
                    entry = _splitter(package, path, node) if name == "langchain-text-splitters" else _model(package, path, node)
                    if entry["parameters"]:
                        result[node.name] = entry
    for entry in result.values():
        entry["bases"] = [base for base in entry.get("bases", []) if base in result]
    return result


def _fits(name, wanted):
    head, star, tail = wanted.partition("*")
    return name == wanted if not star else name.startswith(head) and name.endswith(tail) and not name.startswith("_")


def _splitter(package, path, node):
    """Its own arguments, and through `**kwargs` those of the classes it extends."""
    facts = {}
    for owner_path, owner in [(path, node), *package.bases(path, node)]:
        init = method(owner, "__init__")
        if init is None:
            continue
        for key, fact in init_parameters(package, owner_path, owner).items():
            facts.setdefault(key, fact)
        if init.args.kwarg is None:
            break
    return {"parameters": facts, "unknownKeys": "refused", "bases": [base.name for _, base in package.bases(path, node)]}


def _model(package, path, node):
    """A pydantic model: its fields; unknown ones are refused when it says `extra="forbid"`, else dropped in silence."""
    text = "".join(ast.unparse(item) for owner in [node, *(base for _, base in package.bases(path, node))] for item in owner.body if isinstance(item, (ast.Assign, ast.ClassDef)))
    facts = {key: fact for key, fact in class_fields(package, path, node).items() if "exclude" not in fact}
    if "allowed_search_types" in text and "search_type" in facts:
        held = next((item.value for item in node.body if isinstance(item, ast.AnnAssign) and ast.unparse(item.target) == "allowed_search_types"), None)
        if held is not None:
            facts["search_type"]["choices"] = package.value(path, held)
    kept = node.name.endswith("ChatOpenAI")  # what it does not know goes into model_kwargs (build_extra)
    strict = "extra='forbid'" in text or "extra = 'forbid'" in text or "Extra.forbid" in text
    return {"parameters": facts, "unknownKeys": "kept" if kept else "refused" if strict else "ignored", "bases": [base.name for _, base in package.bases(path, node)]}
