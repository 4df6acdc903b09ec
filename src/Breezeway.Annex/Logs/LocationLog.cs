using Breezeway.Base.Text;

namespace Breezeway.Annex.Logs;

/// <summary>Which repositories have the content of a key: a <see cref="PresenceLog"/> whose infos are uuids (branch.md 4, <c>.log</c>).</summary>
public static class LocationLog
{
    /// <summary>Bytes; a scan's work grows with the square of the lines, so longer logs are read by way of a dictionary.</summary>
    const int LargestScan = 8192;

    /// <summary>The repositories that have the content, sorted.</summary>
    public static IReadOnlyList<Uuid> Present(string text) => Present(ByteText.Bytes(text));

    /// <summary>The repositories that have the content, sorted.</summary>
    public static IReadOnlyList<Uuid> Present(ReadOnlySpan<byte> text)
    {
        var found = new List<Uuid>();
        Present(text, new UuidNames(), found);
        found.Sort();
        return found;
    }

    /// <summary>
    /// Adds the repositories that have the content to a list, in no particular order. Uuids seen before are taken from
    /// <paramref name="names"/>, so that a scan of many keys makes each text once.
    /// </summary>
    public static void Present(ReadOnlySpan<byte> text, UuidNames names, List<Uuid> to)
    {
        if (text.Length > LargestScan)
        {
            foreach (string u in PresenceLog.Parse(ByteText.From(text)).With(PresenceStatus.Present)) to.Add(new(u));
            return;
        }
        foreach (var u in new LocationScan(text)) to.Add(names.Of(u));
    }

    /// <summary>True when that repository has the content. Allocates nothing.</summary>
    /// <param name="uuid">The bytes of the uuid.</param>
    public static bool IsPresent(ReadOnlySpan<byte> text, ReadOnlySpan<byte> uuid) => LocationScan.IsPresent(text, uuid);

    /// <summary>True when the key is dead: there are lines, and each that counts is <c>X</c>.</summary>
    public static bool IsDead(string text)
    {
        var log = PresenceLog.Parse(text).Compacted();
        return log.Lines.Count > 0 && log.Lines.All(l => l.Status == PresenceStatus.Dead);
    }

    /// <summary>The text after a repository got or lost the content; null when that is known already, and nothing is to be written.</summary>
    public static string? Change(string text, Uuid uuid, PresenceStatus status, LogClock clock) =>
        PresenceLog.Parse(text).Change(uuid.Value, status, clock)?.Build();

    /// <summary>
    /// The text after <c>dead --key</c>: every <c>0</c> that counts becomes <c>X</c>, one picosecond later, so that any other change
    /// wins. Null when there is none.
    /// </summary>
    public static string? SetDead(string text)
    {
        var log = PresenceLog.Parse(text).Compacted();
        if (!log.Lines.Any(l => l.Status == PresenceStatus.Missing)) return null;
        return new PresenceLog([.. log.Lines.Select(l =>
            l.Status == PresenceStatus.Missing ? l with { Time = l.Time.NextInstant(), Status = PresenceStatus.Dead } : l)]).Build();
    }
}
