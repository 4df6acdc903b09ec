namespace Breezeway.Annex.Matching;

/// <summary>The groups whose preferred content is built in, and what it is (policy.md 3).</summary>
public static class StandardGroups
{
    const string Client = "(include=* and ((exclude=*/archive/* and exclude=archive/*) or (not (copies=archive:1 or copies=smallarchive:1)))) or approxlackingcopies=1";
    const string Archive = "(not (copies=archive:1 or copies=smallarchive:1)) or approxlackingcopies=1";

    /// <summary>In git-annex's order.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["client", "transfer", "backup", "incrementalbackup", "smallarchive", "archive", "source", "manual", "public", "unwanted"];

    public static readonly IReadOnlyDictionary<string, string> Expressions = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["client"] = Client,
        ["transfer"] = $"(not (inallgroup=client and copies=client:2) and ({Client})) or approxlackingcopies=1",
        ["backup"] = "anything",
        ["incrementalbackup"] = "((not copies=backup:1) and (not copies=incrementalbackup:1)) or approxlackingcopies=1",
        ["smallarchive"] = $"((include=*/archive/* or include=archive/*) and ({Archive})) or approxlackingcopies=1",
        ["archive"] = Archive,
        ["source"] = "not (copies=1)",
        ["manual"] = $"present and ({Client})",
        ["public"] = "inpreferreddir",
        ["unwanted"] = "not anything",
    };

    static readonly Lazy<Dictionary<string, Expression>> s_parsed =
        new(() => Expressions.ToDictionary(e => e.Key, e => ExpressionParser.Parse(e.Value, TermSet.PreferredContent).Expression!));

    /// <summary>Null for a group that is none of them.</summary>
    public static Expression? Parsed(string group) => s_parsed.Value.GetValueOrDefault(group);
}
