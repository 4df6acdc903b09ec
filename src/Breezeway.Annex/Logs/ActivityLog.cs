namespace Breezeway.Annex.Logs;

/// <summary><c>activity.log</c>: what each repository did last and when, of the things worth knowing. Unknown activities are kept.</summary>
public static class ActivityLog
{
    public const string Path = "activity.log";

    /// <summary>The only activity written today.</summary>
    public const string Fsck = "Fsck";

    public static IReadOnlyDictionary<Uuid, TimedValue> Parse(string text) =>
        UuidLog.Parse(text).Entries.ToDictionary(e => new Uuid(e.Key), e => e.Value);

    /// <summary>The text after a repository did something now.</summary>
    public static string Set(string text, Uuid uuid, string activity, LogClock clock) => UuidLog.Set(text, uuid, activity, clock);
}
