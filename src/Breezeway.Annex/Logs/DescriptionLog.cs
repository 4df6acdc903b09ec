namespace Breezeway.Annex.Logs;

/// <summary><c>uuid.log</c>: the list of known repositories, each with its description.</summary>
public static class DescriptionLog
{
    public const string Path = "uuid.log";

    /// <summary>Descriptions as they stand: a newline is the two chars <c>\n</c>.</summary>
    public static IReadOnlyDictionary<Uuid, string> Parse(string text) => UuidLog.Read<string>(text, v => v);

    /// <summary>The text with a description for one repository.</summary>
    public static string Set(string text, Uuid uuid, string description, LogClock clock) =>
        UuidLog.Set(text, uuid, description.Replace("\n", "\\n", StringComparison.Ordinal), clock);
}
