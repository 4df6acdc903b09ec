namespace Breezeway.Annex.Logs;

/// <summary><c>schedule.log</c>: what each repository does regularly, as text, such as <c>fsck self 30m every day at any time</c>.</summary>
public static class ScheduleLog
{
    public const string Path = "schedule.log";
    const string Between = "; ";

    /// <summary>The activities of each repository, none for one whose schedule was emptied.</summary>
    public static IReadOnlyDictionary<Uuid, IReadOnlyList<string>> Parse(string text) =>
        UuidLog.Read<IReadOnlyList<string>>(text, v => v.Length == 0 ? [] : v.Split(Between));

    /// <summary>The text with the activities of one repository.</summary>
    public static string Set(string text, Uuid uuid, IEnumerable<string> activities, LogClock clock) =>
        UuidLog.Set(text, uuid, string.Join(Between, activities), clock);
}
