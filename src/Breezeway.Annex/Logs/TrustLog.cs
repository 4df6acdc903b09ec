namespace Breezeway.Annex.Logs;

/// <summary>How much a repository's copies count, in ascending order (policy.md 2).</summary>
public enum TrustLevel { Dead, Untrusted, SemiTrusted, Trusted }

/// <summary><c>trust.log</c>: the trust level of each repository that has one recorded.</summary>
public static class TrustLog
{
    public const string Path = "trust.log";

    public static IReadOnlyDictionary<Uuid, TrustLevel> Parse(string text)
    {
        var d = new Dictionary<Uuid, TrustLevel>();
        foreach (var (uuid, e) in UuidLog.Parse(text).Entries)
            if (Level(e.Value) is TrustLevel t) d[new(uuid)] = t;
        return d;
    }

    /// <summary>The text with a level for one repository; values that mean nothing are dropped.</summary>
    public static string Set(string text, Uuid uuid, TrustLevel level, LogClock clock) =>
        UuidLog.Build(UuidLog.Parse(text).Rewrite(v => Level(v) is TrustLevel t ? Format(t) : null).Set(uuid.Value, Format(level), clock));

    /// <summary>Null for what is no level: more than one char. An unknown char is semitrusted, nothing is trusted.</summary>
    static TrustLevel? Level(string value) => value switch
    {
        "" or "1" => TrustLevel.Trusted,
        "0" => TrustLevel.Untrusted,
        "X" => TrustLevel.Dead,
        { Length: 1 } => TrustLevel.SemiTrusted,
        _ => null,
    };

    static string Format(TrustLevel level) => level switch
    {
        TrustLevel.Trusted => "1",
        TrustLevel.Untrusted => "0",
        TrustLevel.Dead => "X",
        _ => "?",
    };
}
