namespace Breezeway.Annex.Matching;

/// <summary>What matches and what does not: the meaning of a preferred content or largefiles expression, or of matching options (policy.md 3, 4, 6).</summary>
/// <remarks>A closed family: <see cref="Sequence"/>, <see cref="Not"/>, <see cref="Expanded"/> and the <see cref="Term"/>s. Immutable.</remarks>
public abstract record Expression
{
    private protected Expression() { }

    /// <summary>Matches all: the meaning of an empty expression.</summary>
    public static readonly Expression Empty = new Sequence([]);

    /// <summary>How an operand is joined to what stands before it.</summary>
    public enum Join { And, Or }

    /// <summary>One operand of a <see cref="Sequence"/>.</summary>
    public readonly record struct Step(Join Join, Expression Operand);

    /// <summary>
    /// Operands joined from left to right, starting from true: <c>and</c> and <c>or</c> have equal precedence.
    /// Kept flat, so that a long expression is not a deep one.
    /// </summary>
    public sealed record Sequence(IReadOnlyList<Step> Steps) : Expression
    {
        public override string ToString() => string.Join(' ', Steps.Select((s, i) =>
            (s.Join == Join.Or ? "or " : i == 0 ? "" : "and ") + (s.Operand is Sequence ? $"( {s.Operand} )" : s.Operand.ToString())));
    }

    public sealed record Not(Expression Operand) : Expression
    {
        public override string ToString() => Operand is Sequence ? $"not ( {Operand} )" : $"not {Operand}";
    }

    /// <summary><c>standard</c> or <c>groupwanted</c> with what it stands for in one repository.</summary>
    public sealed record Expanded(string Word, Expression Meaning) : Expression
    {
        public override string ToString() => Word;
    }

    /// <summary>Both must match.</summary>
    public static Expression And(Expression left, Expression right) => new Sequence([new(Join.And, left), new(Join.And, right)]);

    /// <summary>One must match.</summary>
    public static Expression Or(Expression left, Expression right) => new Sequence([new(Join.And, left), new(Join.Or, right)]);

    /// <summary>This and all expressions inside it, in their order; with whether an odd number of <c>not</c> stands before each.</summary>
    public IEnumerable<(Expression Part, bool Negated)> Parts(bool negated = false)
    {
        yield return (this, negated);
        var inner = this switch
        {
            Sequence s => s.Steps.SelectMany(step => step.Operand.Parts(negated)),
            Not n => n.Operand.Parts(!negated),
            Expanded e => e.Meaning.Parts(negated),
            _ => [],
        };
        foreach (var part in inner) yield return part;
    }

    /// <summary>
    /// True when acting on a match would change the match: <c>present</c>, or a balanced term that includes it, stands under a <c>not</c>.
    /// MID lets such an expression never match. Inside <c>standard</c> and <c>groupwanted</c> only a <c>not</c> before that word counts, and then
    /// such a term in any place (run MID).
    /// </summary>
    public bool IsUnstable => IsUnstableUnder(false);

    bool IsUnstableUnder(bool negated) => this switch
    {
        Sequence s => s.Steps.Any(step => step.Operand.IsUnstableUnder(negated)),
        Not n => n.Operand.IsUnstableUnder(!negated),
        Expanded e => negated && e.Meaning.Parts().Any(p => p.Part.DependsOnPresence),
        _ => negated && DependsOnPresence,
    };

    bool DependsOnPresence => this is Term.Present or Term.Balanced { Fully: false };

    /// <summary>Whether only something with a file name can be asked: such options are refused with <c>--all</c> and <c>--key</c> (policy.md 6).</summary>
    public bool NeedsFileName => Parts().Any(p => p.Part is Term.Include or Term.Exclude or Term.IncludeSameContent or Term.ExcludeSameContent
        or Term.Unlocked or Term.Locked);
}
