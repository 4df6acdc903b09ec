namespace Breezeway.Annex.Logs;

/// <summary><c>config.log</c>: git settings that hold in every clone.</summary>
public static class ConfigLog
{
    public const string Path = "config.log";

    /// <summary>The settings that are set, by name.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string text) =>
        MapLog.Parse(text).Entries.Where(e => e.Value.Value.Length > 0).ToDictionary(e => e.Key, e => e.Value.Value);

    /// <summary>The text with a setting; an empty value unsets it.</summary>
    public static string Set(string text, string name, string value, LogClock clock) => MapLog.Set(text, name, value, clock);
}
