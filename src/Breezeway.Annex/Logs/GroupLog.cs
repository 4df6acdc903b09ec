namespace Breezeway.Annex.Logs;

/// <summary><c>group.log</c>: the groups each repository is in.</summary>
public static class GroupLog
{
    public const string Path = "group.log";

    /// <summary>Groups sorted by bytes; a repository that left all its groups has none.</summary>
    public static IReadOnlyDictionary<Uuid, IReadOnlyList<string>> Parse(string text) => UuidLog.Read<IReadOnlyList<string>>(text, Words);

    /// <summary>The text with the groups of one repository, in any order.</summary>
    public static string Set(string text, Uuid uuid, IEnumerable<string> groups, LogClock clock) =>
        UuidLog.Build(UuidLog.Parse(text).Rewrite(v => Join(Words(v))).Set(uuid.Value, Join(groups), clock));

    static string[] Words(string value) => [.. value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Distinct()];

    static string Join(IEnumerable<string> groups) => string.Join(' ', Words(string.Join(' ', groups)));
}
