using System.Globalization;
using System.Text;

namespace Breezeway.Annex.Logs;

/// <summary>One line of a metadata log.</summary>
public readonly record struct MetadataLine(LogTime Time, Metadata Change) : IComparable<MetadataLine>
{
    public int CompareTo(MetadataLine other)
    {
        int c = Time.CompareTo(other.Time);
        return c != 0 ? c : Change.CompareTo(other.Change);
    }
}

/// <summary>
/// A log of kind E, <c>.log.met</c> and <c>.log.rmet</c> (branch.md 4): a sorted set of changes, of which later override earlier. Of lines
/// that differ in nothing but what is set, the last in the file is taken. Immutable.
/// </summary>
public sealed class MetadataLog
{
    public static readonly MetadataLog Empty = new([]);

    readonly MetadataLine[] _lines;

    MetadataLog(MetadataLine[] lines) => _lines = lines;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<MetadataLine> Lines => _lines;

    public static MetadataLog Parse(ReadOnlySpan<char> text)
    {
        var lines = new SortedDictionary<MetadataLine, MetadataLine>();
        foreach (var line in LogLines.Of(text))
        {
            var words = line;
            if (!LogLines.Word(ref words, out var ts) || !LogTime.TryParse(ts, out var time)) continue;
            var l = new MetadataLine(time, Metadata.Parse(words));
            lines[l] = l;
        }
        return lines.Count == 0 ? Empty : new([.. lines.Values]);
    }

    public string Build()
    {
        var s = new StringBuilder();
        foreach (var l in _lines) s.Append(l.Time).Append(' ').Append(l.Change).Append('\n');
        return s.ToString();
    }

    /// <summary>All lines applied in order: set values are current, unset ones were unset last.</summary>
    public Metadata Current => Metadata.Of(_lines.Select(l => l.Change));

    /// <summary>The newest timestamp, or the newest of those that mention a field; null when there is none.</summary>
    public LogTime? LastChanged(string? field = null)
    {
        for (int i = _lines.Length - 1; i >= 0; i--)
            if (field is null || _lines[i].Change.Mentions(field)) return _lines[i].Time;
        return null;
    }

    /// <summary>
    /// The current values of each field, sorted; with the fields that are never stored: <c>lastchanged</c>, and for each field that has
    /// values <c>FIELD-lastchanged</c>, as <c>2026-11-24@03-30-28</c> UTC.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Shown()
    {
        var shown = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var current = Current;
        foreach (string field in current.Fields)
        {
            shown[field] = current[field];
            if (Date(LastChanged(field)) is string d) shown[field + "-lastchanged"] = [d];
        }
        if (Date(LastChanged()) is string last) shown["lastchanged"] = [last];
        return shown;
    }

    /// <summary>A timestamp as lastchanged shows it; null when unknown or beyond the years 1 to 9999.</summary>
    public static string? Date(LogTime? time)
    {
        if (time?.WholeSeconds is not long s || s < DateTimeOffset.MinValue.ToUnixTimeSeconds() || s > DateTimeOffset.MaxValue.ToUnixTimeSeconds()) return null;
        return DateTimeOffset.FromUnixTimeSeconds(s).ToString("yyyy-MM-dd@HH-mm-ss", CultureInfo.InvariantCulture);
    }

    /// <summary>The log after a change, made simpler when that saves lines; null for a change that changes nothing at all.</summary>
    public MetadataLog? Change(Metadata change, LogClock clock) =>
        change.IsEmpty ? null : new MetadataLog([.. _lines, new(clock.After(LastChanged()), change)]).Simplified();

    /// <summary>
    /// Without what newer lines override, if that has fewer lines: from the newest line, which stays, to the oldest, each loses the values
    /// that newer ones mention, and is dropped when none are left.
    /// </summary>
    public MetadataLog Simplified()
    {
        var newestFirst = _lines.Reverse().ToList();
        var kept = Metadata.WithoutOverridden([.. newestFirst.Select(l => l.Change)]).Select(k => newestFirst[k.Index] with { Change = k.Left }).ToList();
        if (kept.Count >= _lines.Length) return this;
        kept.Reverse();
        return new([.. kept]);
    }

    /// <summary>Without the fields whose name passes, and the lines that are then empty.</summary>
    public MetadataLog Without(Func<string, bool> field) =>
        new([.. _lines.Select(l => l with { Change = l.Change.Without(field) }).Where(l => !l.Change.IsEmpty)]);
}

/// <summary>Per-remote metadata, <c>.log.rmet</c>: a <see cref="MetadataLog"/> whose field names start with the uuid of the remote.</summary>
public static class RemoteMetadata
{
    /// <summary>The name in the log of a remote's field.</summary>
    /// <param name="remote">The remote's own uuid, also of a sameas one.</param>
    public static string FieldName(Uuid remote, string field) => $"{remote}:{field}";

    /// <summary>The metadata of one remote, with the names as it knows them.</summary>
    public static Metadata Of(Metadata all, Uuid remote)
    {
        string start = remote + ":";
        return Metadata.Of(all.Changes.Where(c => c.Field.StartsWith(start, StringComparison.Ordinal)).Select(c => (c.Field[start.Length..], c.Value, c.Set)));
    }
}
