"""Updates of adapters: PEFT's layer with random weights against the formula. A check answers an Outcome; `equal` compares pairs."""
import common  # noqa: F401
import peft
import torch
import torch.nn.functional as F
from snippet_checks import equal, peft_layer

CHECKS = {}
IN, OUT = 12, 8


def formula(name):
    def add(function):
        CHECKS[name] = function
        return function
    return add


def layer(config: str, *, random=True, inputs=IN, outputs=OUT, **options):
    made, w0, model = peft_layer(getattr(peft, config)(target_modules=["linear"], **options), inputs, outputs)
    return made, w0.clone(), model


def forward(made, w0, weight, to, within=1e-5):
    """The layer's output against x times the formula's weight."""
    x = torch.randn(5, w0.size(1))
    return equal(to, [(x @ weight.detach().T, made(x).detach())], within)


def update(made, w0, delta, to, within=1e-5):
    return forward(made, w0, w0 + delta, to, within)


def ab(made):
    return made.lora_A["default"].weight, made.lora_B["default"].weight


@formula("lora-scaling")
def _():
    made, w0, _ = layer("LoraConfig", r=4, lora_alpha=6)
    a, b = ab(made)
    return update(made, w0, 6 / 4 * b @ a, "peft LoRA layer, forward")


@formula("rslora-scaling")
def _():
    made, w0, _ = layer("LoraConfig", r=4, lora_alpha=6, use_rslora=True)
    a, b = ab(made)
    return update(made, w0, 6 / 4 ** 0.5 * b @ a, "peft LoRA layer with use_rslora, forward")


@formula("lora-dropout")
def _():
    made, w0, model = layer("LoraConfig", r=4, lora_alpha=6, lora_dropout=0.4)
    model.train()
    a, b = ab(made)
    x = torch.randn(5, IN)
    torch.manual_seed(1)
    theirs = made(x)
    torch.manual_seed(1)
    return equal("peft LoRA layer in training, same random numbers", [((x @ w0.T + 6 / 4 * F.dropout(x, 0.4) @ a.T @ b.T).detach(), theirs.detach())], 1e-5)


@formula("dora")
def _():
    made, w0, _ = layer("LoraConfig", r=4, lora_alpha=6, use_dora=True)
    a, b = ab(made)
    v = w0 + 6 / 4 * b @ a
    return forward(made, w0, made.lora_magnitude_vector["default"].weight[:, None] * v / v.norm(dim=1, keepdim=True), "peft DoRA layer, forward (norm of each row of the out × in matrix)")


def adalora():
    made, w0, model = layer("AdaLoraConfig", init_r=4, target_r=2, lora_alpha=6, total_step=100)
    return made, w0, made.lora_A["default"], made.lora_B["default"], made.lora_E["default"]


@formula("adalora-update")
def _():
    made, w0, a, b, e = adalora()
    x = torch.randn(5, IN)
    return equal("peft AdaLoRA SVDLinear, forward", [((x @ w0.T + 6 / 4 * (e * (x @ a.T).T).T @ b.T).detach(), made(x).detach())], 1e-4)


@formula("adalora")
def _():
    made, w0, a, b, e = adalora()
    return equal("peft AdaLoRA get_delta_weight, its factor α/r put into Λ", [((b @ torch.diag(6 / 4 * e.flatten()) @ a).detach(), made.get_delta_weight("default").detach())], 1e-4)


@formula("adalora-importance")
def _():
    from peft.tuners.adalora.layer import RankAllocator
    made, w0, model = layer("AdaLoraConfig", init_r=4, target_r=2, total_step=100, tinit=0, tfinal=10, deltaT=1, beta1=0.8, beta2=0.7)
    allocator = RankAllocator(model, model.peft_config["default"], "default")
    name, weight = next((n, p) for n, p in model.named_parameters() if "lora_A" in n)
    i = u = torch.zeros_like(weight)
    for _ in range(3):
        for p in model.parameters():
            p.grad = torch.randn_like(p)
        allocator.update_ipt(model)
        s = (weight * weight.grad).abs().detach()
        i = 0.8 * i + 0.2 * s
        u = 0.7 * u + 0.3 * (s - i).abs()
    return equal("peft RankAllocator.update_ipt and _element_score, three steps", [((i * u), allocator._element_score(name))])


@formula("adalora-orthogonal")
def _():
    from snippet_checks import llama
    from transformers import LlamaForCausalLM
    model = peft.get_peft_model(LlamaForCausalLM(llama()), peft.AdaLoraConfig(init_r=4, target_r=2, total_step=100, orth_reg_weight=0.3, target_modules=["q_proj", "v_proj"], task_type="CAUSAL_LM"))
    ids = torch.arange(10)[None]
    theirs = model(input_ids=ids, labels=ids).loss
    model.peft_config["default"].orth_reg_weight = 1e-30
    task = model(input_ids=ids, labels=ids).loss
    terms = [(p @ p.T if "lora_A" in n else p.T @ p) - torch.eye(4) for n, p in model.named_parameters() if "lora_A" in n or "lora_B" in n]
    return equal("peft AdaLoraModel.forward", [((task + 0.3 / len(terms) * sum(t.norm() for t in terms)).detach(), theirs.detach())], 1e-5)


@formula("loha")
def _():
    made, w0, _ = layer("LoHaConfig", r=2, alpha=6)
    d = lambda name: getattr(made, name)["default"]
    return update(made, w0, 6 / 2 * (d("hada_w1_a") @ d("hada_w1_b")) * (d("hada_w2_a") @ d("hada_w2_b")), "peft LoHa layer, forward")


@formula("lokr")
def _():
    made, w0, _ = layer("LoKrConfig", r=1, alpha=3, decompose_factor=2)
    return update(made, w0, 3 / 1 * torch.kron(made.lokr_w1["default"], made.lokr_w2_a["default"] @ made.lokr_w2_b["default"]), "peft LoKr layer, forward")


def skew(values, size):
    q = torch.zeros(size, size)
    rows, columns = torch.triu_indices(size, size, 1)
    q[rows, columns] = values
    return q - q.T


def either(made, w0, build, to, within=1e-4):
    """`build(turned)` is the formula's weight with the rotation as written or transposed, which the entry leaves open."""
    x = torch.randn(5, w0.size(1))
    theirs = made(x).detach()
    for turned in (False, True):
        ours = x @ build(turned).detach().T
        if torch.allclose(ours, theirs, rtol=within, atol=within):
            return equal(f"{to}{', the rotation transposed' if turned else ''}", [(ours, theirs)], within)
    raise AssertionError("neither the rotation nor its transpose fits")


def cayley(q):
    eye = torch.eye(len(q))
    return (eye - q) @ torch.linalg.inv(eye + q)


@formula("oft")
def _():
    made, w0, _ = layer("OFTConfig", r=0, oft_block_size=4, use_cayley_neumann=False)
    q = torch.block_diag(*[skew(row.detach(), 4) for row in made.oft_R["default"].weight])
    return forward(made, w0, w0 @ (torch.eye(IN) + q) @ torch.linalg.inv(torch.eye(IN) - q), "peft OFT layer, forward", 1e-4)


@formula("cayley")
def _():
    made, w0, _ = layer("OFTConfig", r=0, oft_block_size=4, use_cayley_neumann=True, num_cayley_neumann_terms=5)
    with torch.no_grad():
        made.oft_R["default"].weight.mul_(0.05)
    q = torch.stack([skew(row.detach(), 4) for row in made.oft_R["default"].weight])
    series = torch.eye(4) + 2 * q + 2 * q @ q + 2 * q @ q @ q + q @ q @ q @ q
    module = made.oft_R["default"]
    theirs = module._cayley_batch(module.weight, 4, True, 5).detach()
    return equal("peft OFTRotationModule._cayley_batch, 5 terms", [(series, theirs if torch.allclose(series, theirs, atol=1e-4) else theirs.transpose(1, 2))])


@formula("boft")
def _():
    made, w0, _ = layer("BOFTConfig", boft_block_size=4, boft_n_butterfly_factor=1)
    raw = made.boft_R["default"].detach()[0]
    r = torch.block_diag(*[cayley(0.5 * (block - block.T)) for block in raw])
    s = made.boft_s["default"].detach()
    return either(made, w0, lambda turned: s.reshape(-1, 1) * (w0 @ (r.T if turned else r)), "peft BOFT layer with one factor, forward")


@formula("hra")
def _():
    made, w0, _ = layer("HRAConfig", r=3)
    weight = w0
    for u in made.hra_u["default"].T:
        weight = weight @ (torch.eye(IN) - 2 * torch.outer(u, u) / (u @ u))
    return forward(made, w0, weight, "peft HRA layer, forward")


@formula("psoft")
def _():
    made, w0, _ = layer("PsoftConfig", r=3, psoft_alpha=3)
    a, b = made._get_psoft_ab_cache_buffers("default")
    module = made.psoft_R["default"]
    bare = module.get_matrix()
    one = lambda v: torch.ones(3) if v is None else v
    rotation = bare / one(module.vector_b)[:, None] / one(module.vector_a)[None, :]
    torch.testing.assert_close(rotation @ rotation.T, torch.eye(3), atol=1e-4, rtol=1e-4)
    weight = w0 + b @ (torch.diag(one(module.vector_b)) @ rotation @ torch.diag(one(module.vector_a)) - torch.eye(3)) @ a
    return forward(made, w0, weight, "peft PSOFT layer, forward; its R is orthogonal", 1e-4)


@formula("road")
def _():
    made, w0, _ = layer("RoadConfig", variant="road_1", group_size=4)
    theta, alpha = made.road_theta["default"].detach(), made.road_alpha["default"].detach()
    x = torch.randn(5, IN)
    h, out = (x @ w0.T).view(5, -1, 2, 2), torch.empty(5, OUT // 4, 2, 2)
    c, s = (alpha * theta.cos()).view(-1, 2), (alpha * theta.sin()).view(-1, 2)
    out[:, :, 0], out[:, :, 1] = c * h[:, :, 0] - s * h[:, :, 1], s * h[:, :, 0] + c * h[:, :, 1]
    return equal("peft RoAd layer, road_1, groups of 4, forward", [(out.reshape(5, OUT), made(x).detach())], 1e-5)


@formula("vera")
def _():
    made, w0, _ = layer("VeraConfig", r=4)
    a, b = made.vera_A["default"][:, :IN], made.vera_B["default"][:OUT]
    return update(made, w0, torch.diag(made.vera_lambda_b["default"]) @ b @ torch.diag(made.vera_lambda_d["default"]) @ a, "peft VeRA layer, forward")


@formula("pvera")
def _():
    made, w0, _ = layer("PveraConfig", r=4)
    a, b = made.pvera_A["default"][:, :IN], made.pvera_B["default"][:OUT]
    x = torch.randn(5, IN)
    mu, _ = (made.pvera_lambda_d["default"] * (x @ a.T)).chunk(2, -1)
    return equal("peft PVeRA layer outside of training, z = μ, forward", [((x @ w0.T + made.pvera_lambda_b["default"] * (mu @ b.T)).detach(), made(x).detach())], 1e-5)


@formula("randlora")
def _():
    made, w0, _ = layer("RandLoraConfig", r=4, randlora_alpha=6)
    small, large = min(IN, OUT), max(IN, OUT)
    n, lam, gamma = made.num_bases, made.randlora_lambda["default"], made.randlora_gamma["default"]
    assert n == -(-small // 4)
    a = made.randlora_A["default"][:, 0, :small]
    # PEFT multiplies two flattened stacks whose orders differ: column j of the pair belongs to basis j where B is read as r groups of N.
    b = made.randlora_B["default"][:large, :n].flatten(1).view(large, 4, n)
    total = sum(b[:, :, j] @ torch.diag(lam[:, j]) @ a @ torch.diag(gamma[j]) for j in range(n))
    return update(made, w0, 6 / 4 * total.T, "peft RandLoRA layer, forward; the random columns of B belong to the bases in the order in which PEFT pairs them", 1e-4)


@formula("tinylora")
def _():
    made, w0, _ = layer("TinyLoraConfig", r=3, u=5)
    u, s, v = torch.linalg.svd(w0)
    root = torch.diag(s[:3].sqrt())
    values = made.tinylora_v["default"][made._tinylora_v_key["default"]]
    mixed = sum(value * p for value, p in zip(values, made.tinylora_P["default"]))
    return update(made, w0, u[:, :3] @ root @ mixed @ root @ v[:3], "peft TinyLoRA layer, forward", 1e-4)


@formula("vblora")
def _():
    made, w0, _ = layer("VBLoRAConfig", r=2, num_vectors=6, vector_length=4, topk=2)
    bank = made.vblora_vector_bank["default"]

    def piece(scores):
        top, index = scores.topk(2)
        return top.softmax(-1) @ bank[index]
    la, lb = made.vblora_logits_A["default"], made.vblora_logits_B["default"]
    a = torch.stack([torch.cat([piece(scores) for scores in row]) for row in la])
    b = torch.stack([torch.cat([piece(lb[i, j]) for i in range(lb.size(0))]) for j in range(2)], 1)
    return update(made, w0, b @ a, "peft VB-LoRA layer, forward; the softmax is over the chosen K alone")


@formula("unilora")
def _():
    made, w0, _ = layer("UniLoraConfig", r=4)
    theta = made.unilora_theta_d["default"]
    ia, ib = made.unilora_indices_A["default"], made.unilora_indices_B["default"]
    n = torch.bincount(torch.cat([ia.flatten(), ib.flatten()]), minlength=len(theta)).float()
    return update(made, w0, (theta / n.sqrt().clamp(min=1))[ib] @ (theta / n.sqrt().clamp(min=1))[ia], "peft Uni-LoRA layer, forward")


@formula("fourierft")
def _():
    made, w0, _ = layer("FourierFTConfig", n_frequency=20, scaling=7.0)
    dense = torch.zeros(OUT, IN)
    i = made.indices["default"]
    dense[i[0], i[1]] = made.fourierft_spectrum["default"].detach()
    return update(made, w0, 7.0 * torch.fft.ifft2(dense).real, "peft FourierFT layer, forward")


@formula("c3a")
def _():
    made, w0, _ = layer("C3AConfig", block_size=4)
    kernel = made.c3a_kernel["default"].detach()
    for sign in (1, -1):
        circ = lambda w: torch.stack([torch.stack([w[(sign * (k - l)) % 4] for l in range(4)]) for k in range(4)])
        delta = torch.cat([torch.cat([circ(w) for w in row], 1) for row in kernel]) / IN
        x = torch.randn(5, IN)
        if torch.allclose(x @ (w0 + delta).T, made(x), atol=1e-4):
            return update(made, w0, delta, "peft C3A layer, forward")
    raise AssertionError("no circulant fits")


@formula("miss")
def _():
    made, w0, _ = layer("MissConfig", r=4)
    d = made.miss_block["default"]
    x = torch.randn(5, IN)
    return equal("peft MiSS layer, forward", [((x @ w0.T + x.view(5, IN // 4, 4).sum(1) @ d).detach(), made(x).detach())], 1e-5)


@formula("gralora")
def _():
    made, w0, _ = layer("GraloraConfig", r=4, alpha=6, gralora_k=2, hybrid_r=0)
    a, b = made.gralora_A["default"], made.gralora_B["default"]
    k, sub = 2, 2
    delta = torch.zeros(OUT, IN)
    for i in range(k):          # blocks of outputs
        for j in range(k):      # blocks of inputs
            delta[i * OUT // k:(i + 1) * OUT // k, j * IN // k:(j + 1) * IN // k] = b[i][j * sub:(j + 1) * sub].T @ a[j][:, i * sub:(i + 1) * sub].T
    return update(made, w0, 6 / 4 * delta, "peft GraLoRA layer, k = 2, without the hybrid part, forward")


@formula("delora")
def _():
    made, w0, _ = layer("DeloraConfig", r=3, delora_lambda=5)
    a, b, lam = made.delora_A["default"], made.delora_B["default"], made.delora_lambda["default"]
    total = sum(torch.outer(b[:, i], a[i]) / b[:, i].norm() / a[i].norm() for i in range(3))
    return update(made, w0, lam / 3 * total @ torch.diag(w0.norm(dim=0)), "peft DeLoRA layer, forward")


@formula("hira")
def _():
    made, w0, _ = layer("HiraConfig", r=3)
    return update(made, w0, w0 * (made.hira_B["default"] @ made.hira_A["default"]), "peft HiRA layer, forward")


@formula("lily")
def _():
    made, w0, _ = layer("LilyConfig", r=3, num_B=2, stride_A=1, scaling=1.5)
    a, router = made.lily_A["default"].weight, made.lily_router["default"].weight
    b = made.lily_B["default"].weight.reshape(2, 3, OUT)
    x = torch.randn(5, IN)
    p = (x @ a.T @ router.T).softmax(-1).mean(0)
    return equal("peft Lily layer, forward", [((x @ w0.T + 1.5 * x @ a.T @ (p[0] * b[0] + p[1] * b[1])).detach(), made(x).detach())], 1e-5)


@formula("peanut")
def _():
    made, w0, _ = layer("PeanutConfig", r=3, depth=0, act_fn="relu")
    a, b = made.peanut_A["default"], made.peanut_B["default"]
    a, b = getattr(a, "weight", a), getattr(b, "weight", b)
    a, b = (a if a.shape == (OUT, 3) else a.T), (b if b.shape == (3, OUT) else b.T)
    return update(made, w0, made.scaling["default"] * (F.relu(w0.T @ a) @ b).T, "peft PEANuT layer, depth 0, relu, forward")


@formula("deft")
def _():
    made, w0, _ = layer("DeftConfig", r=3)
    p, right = made._project(made.deft_P["default"], "default")
    weight = (torch.eye(OUT) - p @ right.T) @ w0 + p @ made.deft_R["default"]
    return forward(made, w0, weight, "peft DEFT layer without alpha, forward, with the P and P̃ it projects")


@formula("frod")
def _():
    made, w0, _ = layer("FrodConfig")
    u, v, s, lam = made._get_frod_tensors("default", device=w0.device, dtype=w0.dtype)
    return forward(made, w0, u @ (s.to_dense() + torch.diag(lam)) @ v.T, "peft FRoD layer, forward", 1e-4)


@formula("shira")
def _():
    made, w0, _ = layer("ShiraConfig", r=1)
    delta = made.get_delta_weight("default")
    delta = delta.to_dense() if delta.is_sparse else delta
    assert int((delta != 0).sum()) == 1 * (IN + OUT), int((delta != 0).sum())
    return update(made, w0, delta, "peft SHiRA layer, forward; its S has r·(in + out) entries")


@formula("supertuning")
def _():
    made, w0, model = layer("SupertuningConfig", sparsity=0.75)
    x = torch.randn(5, IN)
    delta = torch.linalg.lstsq(torch.eye(IN), made(torch.eye(IN)).detach()).solution.T - w0
    count = int((delta.abs() > 1e-6).sum())
    assert count == round(0.25 * IN * OUT), count
    return equal("peft SuperTuning layer without a rank: what it adds has (1 − ρ)·in·out entries", [((x @ (w0 + delta).T), made(x).detach())], 1e-4)


@formula("ia3")
def _():
    made, w0, _ = layer("IA3Config", feedforward_modules=[])
    return forward(made, w0, torch.diag(made.ia3_l["default"].flatten()) @ w0, "peft (IA)³ layer, forward")


@formula("waveft")
def _():
    made, w0, _ = layer("WaveFTConfig", n_frequency=30, scaling=7.0, wavelet_family="db1")
    dense, place = torch.zeros(OUT, IN), made.waveft_indices["default"]
    dense[place[0], place[1]] = made.waveft_spectrum["default"].detach()
    a, h, v, d = dense[:OUT // 2, :IN // 2], dense[:OUT // 2, IN // 2:], dense[OUT // 2:, :IN // 2], dense[OUT // 2:, IN // 2:]
    delta = torch.empty(OUT, IN)  # the inverse of Haar's transform, one level
    delta[::2, ::2], delta[::2, 1::2] = (a + h + v + d) / 2, (a + h - v - d) / 2
    delta[1::2, ::2], delta[1::2, 1::2] = (a - h + v - d) / 2, (a - h - v + d) / 2
    return update(made, w0, 7.0 * delta, "peft WaveFT layer with the wavelet db1 (Haar), forward")


@formula("glora")
def _():
    from torch import nn
    pairs = []
    for ab_form, c_form, de_form in (("lora", "lora", "vector"), ("vector", "vector", "constant")):
        base = nn.ModuleDict({"linear": nn.Linear(IN, OUT)})
        model = peft.get_peft_model(base, peft.GloraConfig(r=3, config_A_B=ab_form, config_C=c_form, config_D_E=de_form, target_modules=["linear"]))
        for p in model.parameters():
            if p.requires_grad:
                nn.init.normal_(p, std=0.5)
        made = model.base_model.model["linear"]
        w, bias = (getattr(made, name).detach() for name in ("weight", "bias"))
        a, b, c, d, e = (getattr(made, f"glora_{letter}")["default"]().detach() for letter in "ABCDE")
        x = torch.randn(5, IN)
        pairs.append((x @ (w + w * a + b).T + bias + bias * d + e + (w @ c).flatten(), made(x).detach()))
    return equal("peft GLoRA layer, A to E low-rank and vectors, vectors and constants, forward", pairs, 1e-5)


@formula("osf")
def _():
    made, w0, _ = layer("OSFConfig", effective_rank=3)
    u, s, v = torch.linalg.svd(w0, full_matrices=False)
    low = made.osf_svd_params["default"]
    weight = u[:, :3] @ torch.diag(s[:3]) @ v[:3] + low["U_low"] @ torch.diag(low["S_low"]) @ low["V_low"]
    return forward(made, w0, weight, "peft OSF layer, forward, the trained part random", 1e-4)


@formula("adaption-prompt")
def _():
    from snippet_checks import llama
    from peft.tuners.adaption_prompt.config import TRANSFORMERS_MODEL_CONFIG
    from transformers import LlamaForCausalLM
    config = llama(num_key_value_heads=4)
    model = peft.get_peft_model(LlamaForCausalLM(config), peft.AdaptionPromptConfig(adapter_layers=1, adapter_len=3, task_type="CAUSAL_LM")).eval()
    inner = model.base_model.model.model
    made = inner.layers[-1].self_attn
    with torch.no_grad():
        made.adaption_gate.fill_(0.7)
        x = torch.randn(1, 5, 32)
        arguments = dict(hidden_states=x, position_embeddings=inner.rotary_emb(x, torch.arange(5)[None]), attention_mask=None, position_ids=torch.arange(5)[None])
        q = TRANSFORMERS_MODEL_CONFIG["llama"].compute_query_states(made.model, **arguments)
        k, v = (projection(made.adaption_prompt).view(1, 3, 4, 8).transpose(1, 2) for projection in (made.model.k_proj, made.model.v_proj))
        extra = 0.7 * (q @ k.transpose(2, 3) / 8 ** 0.5).softmax(-1) @ v
        ours = made.model(**arguments)[0] + made.model.o_proj(extra.transpose(1, 2).reshape(1, 5, 32))
        return equal("peft AdaptedAttention around LlamaAttention: the added part passes o_proj like the rest", [(ours, made(**arguments)[0])], 1e-5)
