using System.Text;

namespace Breezeway.Annex.Logs;

/// <summary>What a line of a presence log says of its info.</summary>
public enum PresenceStatus
{
    /// <summary><c>0</c></summary>
    Missing,
    /// <summary><c>1</c></summary>
    Present,
    /// <summary><c>X</c>: missing, and not to be looked for any more.</summary>
    Dead,
}

/// <summary>One line <c>ts SP status SP info</c>; info is the rest of the line.</summary>
public readonly record struct PresenceLine(LogTime Time, PresenceStatus Status, string Info);

/// <summary>
/// A log of kind C (branch.md 2): lines, of which per info the newest counts, and of equally new ones the earlier in the file.
/// Immutable.
/// </summary>
public sealed class PresenceLog
{
    public static readonly PresenceLog Empty = new([]);

    /// <param name="lines">In the order of the file.</param>
    public PresenceLog(IReadOnlyList<PresenceLine> lines) => Lines = lines;

    /// <summary>All lines that parse, obsolete ones too, in the order of the file.</summary>
    public IReadOnlyList<PresenceLine> Lines { get; }

    /// <summary>Lines that do not parse are left out.</summary>
    public static PresenceLog Parse(ReadOnlySpan<char> text)
    {
        var lines = new List<PresenceLine>();
        foreach (var l in LogLines.Of(text))
        {
            var rest = l;
            if (LogLines.Word(ref rest, out var ts) && LogLines.Word(ref rest, out var status)
                && LogTime.TryParse(ts, out var time) && Status(status) is PresenceStatus s)
                lines.Add(new(time, s, rest.ToString()));
        }
        return lines.Count == 0 ? Empty : new(lines);
    }

    static PresenceStatus? Status(ReadOnlySpan<char> word) => word switch
    {
        "1" => PresenceStatus.Present,
        "0" => PresenceStatus.Missing,
        "X" => PresenceStatus.Dead,
        _ => null,
    };

    /// <summary>The text of the file: every line, in order.</summary>
    public string Build()
    {
        var s = new StringBuilder(Lines.Count * 60);
        foreach (var l in Lines) s.Append(Format(l)).Append('\n');
        return s.ToString();
    }

    static string Format(PresenceLine l) =>
        $"{l.Time} {l.Status switch { PresenceStatus.Present => '1', PresenceStatus.Missing => '0', _ => 'X' }} {l.Info}";

    /// <summary>One line per info, sorted by the bytes of the info.</summary>
    public PresenceLog Compacted()
    {
        var current = new SortedDictionary<string, PresenceLine>(StringComparer.Ordinal);
        foreach (var l in Lines)
            if (!current.TryGetValue(l.Info, out var old) || l.Time > old.Time) current[l.Info] = l;
        return new([.. current.Values]);
    }

    /// <summary>The line of that info that counts; null when there is none.</summary>
    public PresenceLine? Current(string info)
    {
        PresenceLine? best = null;
        foreach (var l in Lines)
            if (l.Info == info && (best is not PresenceLine b || l.Time > b.Time)) best = l;
        return best;
    }

    /// <summary>The infos whose current line has that status, sorted by bytes.</summary>
    public IEnumerable<string> With(PresenceStatus status) => Compacted().Lines.Where(l => l.Status == status).Select(l => l.Info);

    /// <summary>
    /// The log after a change, compacted and sorted; null when the info has that status already: then nothing is to be written and
    /// the old timestamp stays.
    /// </summary>
    public PresenceLog? Change(string info, PresenceStatus status, LogClock clock)
    {
        var old = Current(info);
        if (old?.Status == status) return null;
        return new PresenceLog([.. Lines, new(clock.After(old?.Time), status, info)]).Compacted();
    }

    /// <summary>
    /// The new text of a log other than a location log after a change (branch.md 4): a new info is appended to the text as it is, lines
    /// that do not parse included; a known one is rewritten as by <see cref="Change"/>. Null when nothing changes.
    /// </summary>
    public static string? ChangeText(string text, string info, PresenceStatus status, LogClock clock)
    {
        var log = Parse(text);
        if (log.Current(info) is not null) return log.Change(info, status, clock)?.Build();
        string end = text.Length == 0 || text[^1] is '\n' or '\r' ? "" : "\n";
        return $"{text}{end}{Format(new(clock.Now(), status, info))}\n";
    }
}
