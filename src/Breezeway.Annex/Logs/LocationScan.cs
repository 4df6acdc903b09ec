namespace Breezeway.Annex.Logs;

/// <summary>
/// Walks the present locations of a location log without allocating: the uuids whose newest line is <c>1</c>, of equally new lines
/// the earlier. Each line looks at the others of its uuid, which is quick as location logs have few lines.
/// </summary>
public ref struct LocationScan(ReadOnlySpan<byte> text)
{
    readonly ReadOnlySpan<byte> _text = text;
    int _at;

    public ReadOnlySpan<byte> Current { get; private set; }
    public readonly LocationScan GetEnumerator() => this;

    public bool MoveNext()
    {
        while (Next(_text, ref _at, out var line))
            if (line.Present && Parsed(line, out var time) && !IsBeaten(line, time))
            {
                Current = line.Info;
                return true;
            }
        return false;
    }

    /// <summary>Whether another line of the same info counts instead.</summary>
    readonly bool IsBeaten(Line mine, LogTime time)
    {
        int at = 0;
        while (Next(_text, ref at, out var other))
        {
            if (other.Start == mine.Start || !other.Info.SequenceEqual(mine.Info) || !Parsed(other, out var t)) continue;
            if (t > time || (t == time && other.Start < mine.Start)) return true;
        }
        return false;
    }

    /// <summary>Whether the newest line of that uuid is <c>1</c>.</summary>
    public static bool IsPresent(ReadOnlySpan<byte> text, ReadOnlySpan<byte> uuid)
    {
        int at = 0;
        bool present = false;
        LogTime? best = null;
        while (Next(text, ref at, out var line))
            if (line.Info.SequenceEqual(uuid) && Parsed(line, out var t) && (best is not LogTime b || t > b))
            {
                best = t;
                present = line.Present;
            }
        return present;
    }

    static bool Parsed(Line line, out LogTime time)
    {
        time = default;
        if (line.Time.Length > 128) return false;
        Span<char> c = stackalloc char[line.Time.Length];
        for (int i = 0; i < c.Length; i++) c[i] = (char)line.Time[i];
        return LogTime.TryParse(c, out time);
    }

    readonly ref struct Line(int start, ReadOnlySpan<byte> time, bool present, ReadOnlySpan<byte> info)
    {
        public readonly int Start = start;
        public readonly ReadOnlySpan<byte> Time = time;
        public readonly bool Present = present;
        public readonly ReadOnlySpan<byte> Info = info;
    }

    static bool Next(ReadOnlySpan<byte> text, scoped ref int at, out Line line)
    {
        while (at < text.Length)
        {
            var rest = text[at..];
            int end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0) end = rest.Length;
            int start = at;
            at += end + 1;
            rest = rest[..end];
            int space = rest.IndexOf((byte)' ');
            if (space <= 0 || rest.Length < space + 3 || rest[space + 2] != ' ' || rest[space + 1] is not ((byte)'0' or (byte)'1' or (byte)'X')) continue;
            line = new(start, rest[..space], rest[space + 1] == '1', rest[(space + 3)..]);
            return true;
        }
        line = default;
        return false;
    }
}
