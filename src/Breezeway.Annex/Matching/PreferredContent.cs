namespace Breezeway.Annex.Matching;

/// <summary>All settings of preferred content: expressions as they stand in the logs (policy.md 3).</summary>
/// <param name="Preferred">Of repositories; an empty text is none.</param>
/// <param name="Required">Of repositories; an empty text is none.</param>
/// <param name="OfGroups">Of groups. An empty text counts, and matches all (run MID).</param>
/// <param name="Groups">The groups of each repository.</param>
public sealed record PreferredContentSettings(
    IReadOnlyDictionary<Uuid, string> Preferred,
    IReadOnlyDictionary<Uuid, string> Required,
    IReadOnlyDictionary<string, string> OfGroups,
    IReadOnlyDictionary<Uuid, IReadOnlyList<string>> Groups);

/// <summary>What repositories want: their expressions parsed, with <c>standard</c> and <c>groupwanted</c> expanded.</summary>
/// <remarks>Results are kept, as the settings do not change. For one thread.</remarks>
public sealed class PreferredContent(PreferredContentSettings settings)
{
    static readonly Expression s_present = new Term.Present();

    readonly Dictionary<Uuid, Expression?> _wanted = [];
    readonly Dictionary<Uuid, Expression?> _required = [];

    /// <summary>
    /// Preferred or required content; null when neither is configured. When any part, be it a group's, does not parse, it is <c>present</c>;
    /// when the whole is unstable, it matches nothing.
    /// </summary>
    public Expression? Wanted(Uuid repository) => Cached(_wanted, repository, Text(settings.Preferred, repository), Text(settings.Required, repository));

    /// <summary>Required content alone, by the same rules.</summary>
    public Expression? Required(Uuid repository) => Cached(_required, repository, null, Text(settings.Required, repository));

    static string? Text(IReadOnlyDictionary<Uuid, string> all, Uuid repository) => all.GetValueOrDefault(repository) is { Length: > 0 } text ? text : null;

    Expression? Cached(Dictionary<Uuid, Expression?> cache, Uuid repository, string? preferred, string? required)
    {
        if (!cache.TryGetValue(repository, out var expression)) cache[repository] = expression = Of(repository, preferred, required);
        return expression;
    }

    Expression? Of(Uuid repository, string? preferred, string? required)
    {
        if ((preferred ?? required) is null) return null;
        Expression? whole = null;
        foreach (string text in (string[])[.. preferred is null ? [] : new[] { preferred }, .. required is null ? [] : new[] { required }])
        {
            if (ParseFor(repository, text, groupWanted: true, standard: true) is not Expression part) return s_present;
            whole = whole is null ? part : Expression.Or(whole, part);
        }
        return whole!.IsUnstable ? new Term.Nothing() : whole;
    }

    /// <summary>Null when something does not parse. The flags say which words may still be expanded.</summary>
    Expression? ParseFor(Uuid repository, string text, bool groupWanted, bool standard) =>
        ExpressionParser.Parse(text, TermSet.PreferredContent).Expression is Expression e ? Expand(e, repository, groupWanted, standard) : null;

    Expression? Expand(Expression e, Uuid repository, bool groupWanted, bool standard)
    {
        switch (e)
        {
            case Expression.Sequence sequence:
                var steps = new Expression.Step[sequence.Steps.Count];
                for (int i = 0; i < steps.Length; i++)
                {
                    if (Expand(sequence.Steps[i].Operand, repository, groupWanted, standard) is not Expression operand) return null;
                    steps[i] = sequence.Steps[i] with { Operand = operand };
                }
                return new Expression.Sequence(steps);
            case Expression.Not not:
                return Expand(not.Operand, repository, groupWanted, standard) is Expression inner ? new Expression.Not(inner) : null;
            case Term.Standard:
                return new Expression.Expanded("standard", (standard ? StandardOf(repository) : null) ?? s_present);
            case Term.GroupWanted:
                if (!groupWanted || GroupWantedOf(repository) is not string text) return new Expression.Expanded("groupwanted", s_present);
                return ParseFor(repository, text, groupWanted: false, standard) is Expression meaning ? new Expression.Expanded("groupwanted", meaning) : null;
            default:
                return e;
        }
    }

    /// <summary>Null when the repository is in none or in several of the standard groups.</summary>
    Expression? StandardOf(Uuid repository)
    {
        var standard = GroupsOf(repository).Where(StandardGroups.Expressions.ContainsKey).Distinct().Take(2).ToList();
        return standard.Count == 1 ? StandardGroups.Parsed(standard[0]) : null;
    }

    /// <summary>Null when none or several of the repository's groups have an expression.</summary>
    string? GroupWantedOf(Uuid repository)
    {
        var texts = GroupsOf(repository).Distinct().Where(settings.OfGroups.ContainsKey).Take(2).ToList();
        return texts.Count == 1 ? settings.OfGroups[texts[0]] : null;
    }

    IReadOnlyList<string> GroupsOf(Uuid repository) => settings.Groups.GetValueOrDefault(repository) ?? [];
}
