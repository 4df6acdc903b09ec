namespace Breezeway.Annex.Logs;

/// <summary>
/// <c>preferred-content.log</c> and <c>required-content.log</c>, an expression for each repository, and
/// <c>group-preferred-content.log</c>, one for each group. Expressions are kept as they are (policy.md); an empty one of a repository is none.
/// </summary>
public static class PreferredContentLog
{
    public const string Path = "preferred-content.log";
    public const string RequiredPath = "required-content.log";
    public const string GroupPath = "group-preferred-content.log";

    public static IReadOnlyDictionary<Uuid, string> Parse(string text) => UuidLog.Read<string>(text, v => v.Length == 0 ? null : v);

    /// <summary>The text with an expression for one repository; an empty one unsets it.</summary>
    public static string Set(string text, Uuid uuid, string expression, LogClock clock) => UuidLog.Set(text, uuid, expression, clock);

    /// <summary>An empty expression is kept: for a group it counts, and matches all (run MID).</summary>
    public static IReadOnlyDictionary<string, string> ParseGroups(string text) =>
        MapLog.Parse(text).Entries.ToDictionary(e => e.Key, e => e.Value.Value);

    /// <summary>The text with an expression for one group.</summary>
    public static string SetGroup(string text, string group, string expression, LogClock clock) => MapLog.Set(text, group, expression, clock);
}
