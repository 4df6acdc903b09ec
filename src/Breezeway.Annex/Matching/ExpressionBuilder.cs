namespace Breezeway.Annex.Matching;

/// <summary>
/// Makes an expression of tokens by git-annex's rules (policy.md 3), odd ones too; they are the same for expressions and for options.
/// Anything goes: nothing is a syntax error. Compared with MID over some thousand random token sequences.
/// </summary>
/// <remarks>
/// <c>and</c>, <c>or</c> and standing side by side (an <c>and</c>) group from the left. Where an operand is due, <c>and</c> before it does nothing,
/// <c>or</c> before it makes it true, a stray <c>)</c> is skipped, and nothing at all is true. Inside parentheses, a group that follows
/// without <c>and</c> or <c>or</c> is joined as if its parentheses were not there.
/// </remarks>
ref struct ExpressionBuilder
{
    /// <summary>Parentheses may be so deep; what is deeper is refused, as its evaluation could exhaust the stack.</summary>
    public const int MaxDepth = 250;

    readonly ReadOnlySpan<ExpressionToken> _tokens;
    int _next;
    int _depth;
    bool _tooDeep;

    ExpressionBuilder(ReadOnlySpan<ExpressionToken> tokens) => _tokens = tokens;

    /// <summary>Null when parentheses are deeper than <see cref="MaxDepth"/>.</summary>
    public static Expression? Build(ReadOnlySpan<ExpressionToken> tokens)
    {
        var builder = new ExpressionBuilder(tokens);
        var steps = new List<Expression.Step>();
        builder.ReadSequence(steps, inGroup: false);
        return builder._tooDeep ? null : Simple(steps);
    }

    static Expression Simple(List<Expression.Step> steps) =>
        steps is [{ Join: Expression.Join.And } only] ? only.Operand : new Expression.Sequence([.. steps]);

    readonly TokenKind? Peek => _next < _tokens.Length ? _tokens[_next].Kind : null;

    void ReadSequence(List<Expression.Step> steps, bool inGroup)
    {
        if (++_depth > MaxDepth) { _tooDeep = true; _next = _tokens.Length; }
        while (Peek is TokenKind kind)
        {
            switch (kind)
            {
                case TokenKind.Close:
                    _next++;
                    if (inGroup) { _depth--; return; }
                    break;
                case TokenKind.And or TokenKind.Or:
                    _next++;
                    steps.Add(new(kind == TokenKind.And ? Expression.Join.And : Expression.Join.Or, ReadOperand(inGroup)));
                    break;
                case TokenKind.Open when inGroup:
                    _next++;
                    ReadSequence(steps, inGroup: true);
                    break;
                default:
                    steps.Add(new(Expression.Join.And, ReadOperand(inGroup)));
                    break;
            }
        }
        _depth--;
    }

    Expression ReadOperand(bool inGroup)
    {
        bool negated = false;
        bool? decided = null;       // by the first "or": it makes true what follows, so only the "not"s before it still count
        while (Peek is TokenKind kind)
        {
            if (kind == TokenKind.Not) negated = !negated;
            else if (kind == TokenKind.Or) decided ??= !negated;
            else if (kind != TokenKind.And && (kind != TokenKind.Close || inGroup)) break;
            _next++;
        }
        var operand = Peek switch
        {
            TokenKind.Operand => _tokens[_next++].Operand!,
            TokenKind.Open => ReadGroup(),
            _ => Expression.Empty,
        };
        if (decided is bool value) return value ? Expression.Empty : new Expression.Not(Expression.Empty);
        return negated ? new Expression.Not(operand) : operand;
    }

    Expression ReadGroup()
    {
        _next++;
        var steps = new List<Expression.Step>();
        ReadSequence(steps, inGroup: true);
        return Simple(steps);
    }
}
