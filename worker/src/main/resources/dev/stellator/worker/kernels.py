# What one block computes in one call each: the engine runs this text as TorchScript (Kernels.java).
# B sequences, T queries, S keys, H heads, K key-value heads, W a head's width, D the stream's width.
class Kernels(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # (..., D) and (D), or (B, T, H + K, W) and (H + K, W)
  def root_mean_square(self: __torch__.Kernels, x: Tensor, weight: Tensor) -> Tensor:
    exact = x.float()
    size = torch.mean(exact * exact, [-1], True)
    return (exact * torch.rsqrt(size + $EPSILON)).type_as(x) * weight

  # (B, T, (H + 2 K) W) to (B, H, T, W) and twice (B, K, T, W)
  def heads(self: __torch__.Kernels, all: Tensor) -> List[Tensor]:
    parts = all.view([all.size(0), all.size(1), $HEADS + 2 * $KEYS, $WIDTH])
    q = parts.narrow(2, 0, $HEADS).transpose(1, 2)
    k = parts.narrow(2, $HEADS, $KEYS).transpose(1, 2)
    v = parts.narrow(2, $HEADS + $KEYS, $KEYS).transpose(1, 2)
    return [q, k, v]

  # the same, queries and keys turned by their positions: turns are (B or 1, T, 1, W / 2, 2)
  def turned_heads(self: __torch__.Kernels, all: Tensor, turns: Tensor) -> List[Tensor]:
    parts = all.view([all.size(0), all.size(1), $HEADS + 2 * $KEYS, $WIDTH])
    both = self.turned(parts.narrow(2, 0, $HEADS + $KEYS), turns)
    return self.split(both, parts)

  # the same, queries and keys normed before: weight is (H + K, W)
  def normed_heads(self: __torch__.Kernels, all: Tensor, turns: Tensor, weight: Tensor) -> List[Tensor]:
    parts = all.view([all.size(0), all.size(1), $HEADS + 2 * $KEYS, $WIDTH])
    both = self.root_mean_square(parts.narrow(2, 0, $HEADS + $KEYS), weight)
    return self.split(self.turned(both, turns), parts)

  def split(self: __torch__.Kernels, both: Tensor, parts: Tensor) -> List[Tensor]:
    q = both.narrow(2, 0, $HEADS).transpose(1, 2)
    k = both.narrow(2, $HEADS, $KEYS).transpose(1, 2)
    v = parts.narrow(2, $HEADS + $KEYS, $KEYS).transpose(1, 2)
    return [q, k, v]

  # each pair of values, as one complex number, times its turn
  def turned(self: __torch__.Kernels, x: Tensor, turns: Tensor) -> Tensor:
    pairs = torch.view_as_complex(x.float().reshape([x.size(0), x.size(1), x.size(2), x.size(3) // 2, 2]))
    return torch.view_as_real(pairs * torch.view_as_complex(turns)).flatten(3).type_as(x)

  # each key-value head once for every query head that shares it: (B, K, S, W) to (B, H, S, W)
  def shared(self: __torch__.Kernels, x: Tensor) -> Tensor:
    if $HEADS == $KEYS:
      return x
    else:
      return x.unsqueeze(2).expand([-1, -1, $HEADS // $KEYS, -1, -1]).reshape([x.size(0), $HEADS, x.size(2), $WIDTH])

  # (B, H, T, W) to (B, T, H W)
  def side_by_side(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return x.transpose(1, 2).reshape([x.size(0), x.size(2), $HEADS * $WIDTH])

  # every query sees its own key and those before
  def attend_back(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    mixed = torch.scaled_dot_product_attention(q, self.shared(k), self.shared(v), None, 0., True, scale=1.)
    return self.side_by_side(mixed)

  # one query sees all keys
  def attend_all(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    grouped = q.reshape([q.size(0), $KEYS, $HEADS // $KEYS, $WIDTH])
    mixed = torch.scaled_dot_product_attention(grouped, k, v, None, 0., False, scale=1.)
    return mixed.reshape([q.size(0), 1, $HEADS * $WIDTH])

  # mask (B or 1, H or 1, T, S) is added to the scores
  def attend(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    mixed = torch.scaled_dot_product_attention(q, self.shared(k), self.shared(v), mask.type_as(q), 0., False, scale=1.)
    return self.side_by_side(mixed)

  # (B, H, T, S) in float32
  def scores(self: __torch__.Kernels, q: Tensor, k: Tensor) -> Tensor:
    return torch.matmul(q, self.shared(k).transpose(2, 3)).float()

  # (B, H, T, S) and (B, K, S, W) to (B, T, H W)
  def mixed(self: __torch__.Kernels, weight: Tensor, v: Tensor) -> Tensor:
    return self.side_by_side(torch.matmul(weight.type_as(v), self.shared(v)))

  # the same for keys of which the first R are a rail's: with p the weight on it, r what it gives, t what the text alone
  # would give and m the rail's mean value, t + (1 + emphasis) (r - p ((1 - contrast) t + contrast m)).
  # means (B, 1, 1, R); contrast and emphasis (B or 1, H or 1, 1, 1)
  def contrasted(self: __torch__.Kernels, weight: Tensor, v: Tensor, means: Tensor, contrast: Tensor, emphasis: Tensor) -> Tensor:
    all = self.shared(v)
    length = means.size(3)
    rail = weight.narrow(3, 0, length)
    text = weight.narrow(3, length, weight.size(3) - length)
    p = torch.sum(rail, [-1], True)
    r = torch.matmul(rail.type_as(v), all.narrow(2, 0, length))
    rest = torch.matmul(text.type_as(v), all.narrow(2, length, all.size(2) - length))
    alone = rest / torch.clamp(torch.sum(text, [-1], True), 1e-12)
    whole = r + rest
    mean = torch.matmul(means.type_as(v), all.narrow(2, 0, length))
    displaced = (alone + (mean - alone) * contrast) * p
    changed = whole + (alone - mean) * (contrast * p) + (r - displaced) * emphasis
    return self.side_by_side(changed.type_as(v))

  # values (B, K, R, W) of a rail's keys, and what a low-rank map of their differences from their mean adds to them: means
  # (B, 1, 1, R), down and up (B or 1, rank, K W)
  def mapped(self: __torch__.Kernels, v: Tensor, means: Tensor, down: Tensor, up: Tensor) -> Tensor:
    exact = v.float()
    apart = (exact - torch.matmul(means, exact)).transpose(1, 2).flatten(2)
    added = torch.matmul(torch.matmul(apart, down.transpose(1, 2)), up)
    return (exact + added.view([v.size(0), v.size(2), $KEYS, $WIDTH]).transpose(1, 2)).type_as(v)

  # the dot product of each head's query, before its turn, with a vector: all (B, T, (H + 2 K) W) and vectors (B or 1, H, W)
  # to (B, H, T, 1)
  def gates(self: __torch__.Kernels, all: Tensor, vectors: Tensor) -> Tensor:
    q = all.view([all.size(0), all.size(1), $HEADS + 2 * $KEYS, $WIDTH]).narrow(2, 0, $HEADS).float()
    return torch.sum(q * vectors.unsqueeze(1), [-1], True).transpose(1, 2)

  # (B, T, 2 I) to (B, T, I): gate sigmoid(gate) up
  def gated(self: __torch__.Kernels, inner: Tensor) -> Tensor:
    halves = inner.chunk(2, -1)
    return torch.silu(halves[0]).mul_(halves[1])

  def gated_learning(self: __torch__.Kernels, inner: Tensor) -> Tensor:
    halves = inner.chunk(2, -1)
    return torch.silu(halves[0]) * halves[1]

  # GPT-2's approximation by a hyperbolic tangent
  def gelu(self: __torch__.Kernels, inner: Tensor) -> Tensor:
    return torch.gelu(inner, approximate="tanh")

  # (..., I) and (O, I) to (..., O): x W^T
  def product(self: __torch__.Kernels, x: Tensor, weight: Tensor) -> Tensor:
    return $PRODUCT(x, weight, None$REST)

  # the same, with a bias (O)
  def product_and_bias(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return $PRODUCT(x, weight, bias$REST)

  # (..., O) and (O, I) to (..., I): y W
  def product_back(self: __torch__.Kernels, y: Tensor, weight: Tensor) -> Tensor:
    return $PRODUCT(y, weight.t(), None$REST)

  # puts k and v (B, K, T, W) at a place of a cache, and gives all up to there
  def append(self: __torch__.Kernels, keys: Tensor, values: Tensor, k: Tensor, v: Tensor, at: int) -> List[Tensor]:
    added = k.size(2)
    keys.narrow(2, at, added).copy_(k)
    values.narrow(2, at, added).copy_(v)
    return [keys.narrow(2, 0, at + added), values.narrow(2, 0, at + added)]

  # (N, D) to (rows, D) of the same kind, not filled yet
  def room(self: __torch__.Kernels, some: Tensor, rows: Tensor) -> Tensor:
    return some.new_empty([int(rows), some.size(1)])

  # overwrites rows of a matrix
  def put(self: __torch__.Kernels, whole: Tensor, rows: Tensor, at: int) -> Tensor:
    return whole.narrow(0, at, rows.size(0)).copy_(rows)

  # weights w (N, 1) of the log-probabilities of one subword each in (N, V) logits: their weighted sum, and its gradient
  def weighted_picks(self: __torch__.Kernels, logits: Tensor, ids: Tensor, w: Tensor) -> List[Tensor]:
    logs = torch.logsumexp(logits, [-1], True)
    value = ((logits.gather(1, ids) - logs) * w).sum()
    gradient = logits.sub_(logs).exp_().mul_(-w).scatter_add_(1, ids, w)
    return [value, gradient]

  # the log of the sum of the exponentials of each row of (N, V) logits, their softmax, and log-probabilities of ids (N, I)
  def scored(self: __torch__.Kernels, logits: Tensor, ids: Tensor) -> List[Tensor]:
    size = torch.logsumexp(logits, [-1], True)
    return [size, torch.exp(logits - size), logits.gather(1, ids) - size]

  # KL(p || q) of each row of (N, V) logits q, which are overwritten, and log-probabilities of ids; of p there are its
  # logits and what scored made of them
  def compared(self: __torch__.Kernels, q: Tensor, p: Tensor, size: Tensor, probabilities: Tensor, ids: Tensor) -> List[Tensor]:
    own = torch.logsumexp(q, [-1], True)
    picked = q.gather(1, ids) - own
    change = torch.sum(q.sub_(p).mul_(probabilities), [-1], True)
    return [(own - size).sub_(change).flatten(), picked]

  # sum of KL(p || q) over rows of (N, V) logits, and its gradient by q's
  def divergence(self: __torch__.Kernels, p: Tensor, q: Tensor) -> List[Tensor]:
    p = p.sub_(torch.logsumexp(p, [-1], True))
    q = q.sub_(torch.logsumexp(q, [-1], True))
    probabilities = torch.exp(p)
    value = torch.sum(p.sub_(q).mul_(probabilities))
    return [value, q.exp_().sub_(probabilities)]

  # sums over rows of (N, V) logits q: of KL(p || q), and of w (N, I) times the change of the log-probabilities of ids
  # (N, I) from p to q, where w grows with p's own log-probabilities above a reference, by an exponent (bent: 2); and the
  # gradient by q of scale (1) times the first minus the second
  def steered(self: __torch__.Kernels, p: Tensor, q: Tensor, ids: Tensor, w: Tensor, scale: Tensor, bent: Tensor) -> List[Tensor]:
    p = p.sub_(torch.logsumexp(p, [-1], True))
    before = p.gather(1, ids)
    w = w * torch.exp((before - bent.select(0, 1)) * bent.select(0, 0))
    q = q.sub_(torch.logsumexp(q, [-1], True))
    probabilities = torch.exp(p)
    rise = torch.sum((q.gather(1, ids) - before) * w)
    divergence = torch.sum(p.sub_(q).mul_(probabilities))
    own = q.exp_()
    gradient = own * (torch.sum(w, [-1], True) + scale) - probabilities * scale
    return [divergence, rise, gradient.scatter_add_(1, ids, torch.neg(w))]

  def to_float32(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return x.to(6)

  def to_bfloat16(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return x.to(15)

  def to_float16(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return x.to(5)
