namespace Breezeway.Annex.Logs;

/// <summary><c>maxsize.log</c>: how many bytes a repository may hold; 0 for no limit.</summary>
public static class MaxSizeLog
{
    public const string Path = "maxsize.log";

    /// <summary>Bytes.</summary>
    public static IReadOnlyDictionary<Uuid, long> Parse(string text)
    {
        var d = new Dictionary<Uuid, long>();
        foreach (var (uuid, e) in MapLog.Parse(text).Entries)
            if (LogNumber.Parse(e.Value) is long n) d[new(uuid)] = n;
        return d;
    }

    /// <summary>The text with the size of one repository; values that are no number are dropped.</summary>
    public static string Set(string text, Uuid uuid, long bytes, LogClock clock) =>
        MapLog.Build(MapLog.Parse(text).Rewrite(v => LogNumber.Parse(v) is long n ? LogNumber.Format(n) : null).Set(uuid.Value, LogNumber.Format(bytes), clock));
}
