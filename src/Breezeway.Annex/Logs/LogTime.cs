using System.Globalization;

namespace Breezeway.Annex.Logs;

/// <summary>
/// The vector clock of a log line (branch.md 1): seconds since 1970 as an exact decimal with up to 12 fraction digits, the
/// reference's precision; further digits are cut off. <c>default</c> is <see cref="Unknown"/>: older than everything.
/// </summary>
public readonly record struct LogTime : IComparable<LogTime>
{
    const long PerSecond = 1_000_000_000_000;
    const int FractionDigits = 12, MaxSecondDigits = 26;

    readonly Int128 _ps;
    readonly bool _known;

    LogTime(Int128 picoseconds) { _ps = picoseconds; _known = true; }

    /// <summary>What a line without a timestamp has.</summary>
    public static LogTime Unknown => default;

    public bool IsUnknown => !_known;

    public static LogTime FromSeconds(long seconds) => new((Int128)seconds * PerSecond);

    /// <summary>One second later: what a change gets whose predecessor is not older than the clock. 0 after Unknown.</summary>
    public LogTime NextSecond() => _known ? new(_ps + PerSecond) : new(0);

    /// <summary>The least later time, one picosecond on: any other change wins over it. 0 after Unknown.</summary>
    public LogTime NextInstant() => _known ? new(_ps + 1) : new(0);

    /// <summary>Whole seconds since 1970, rounded down; null when unknown or outside of what a long holds.</summary>
    public long? WholeSeconds
    {
        get
        {
            if (!_known) return null;
            var s = _ps / PerSecond;
            if (_ps % PerSecond < 0) s--;
            return s < long.MinValue || s > long.MaxValue ? null : (long)s;
        }
    }

    /// <summary>Reads <c>[-+]DIGITS[.DIGITS][s]</c>, all of it; false otherwise.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out LogTime time)
    {
        time = default;
        bool negative = false;
        if (text.Length > 0 && text[0] is '-' or '+') { negative = text[0] == '-'; text = text[1..]; }
        if (text.Length > 0 && text[^1] == 's') text = text[..^1];
        int n = Digits(text);
        if (n == 0) return false;
        var whole = text[..n].TrimStart('0');
        var fraction = ReadOnlySpan<char>.Empty;
        if (n < text.Length)
        {
            if (text[n] != '.') return false;
            fraction = text[(n + 1)..];
            if (fraction.Length == 0 || Digits(fraction) != fraction.Length) return false;
            if (fraction.Length > FractionDigits) fraction = fraction[..FractionDigits];
        }
        if (whole.Length > MaxSecondDigits) return false;
        Int128 ps = whole.Length <= 18 ? (Int128)Small(whole) : Int128.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture);
        long f = Small(fraction);
        for (int i = fraction.Length; i < FractionDigits; i++) f *= 10;
        ps = ps * PerSecond + f;
        time = new(negative ? -ps : ps);
        return true;
    }

    static long Small(ReadOnlySpan<char> digits)
    {
        long v = 0;
        foreach (char c in digits) v = v * 10 + (c - '0');
        return v;
    }

    static int Digits(ReadOnlySpan<char> text)
    {
        int i = 0;
        while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
        return i;
    }

    /// <summary>Throws <see cref="FormatException"/> when the text is not a timestamp.</summary>
    public static LogTime Parse(ReadOnlySpan<char> text) => TryParse(text, out var t) ? t : throw new FormatException($"bad timestamp: {text}");

    /// <summary>As written in a line: <c>1795491028.25s</c>; trailing zeros of the fraction dropped; <c>0</c> when unknown.</summary>
    public override string ToString()
    {
        if (!_known) return "0";
        var ps = Int128.Abs(_ps);
        var s = ps / PerSecond;
        long f = (long)(ps % PerSecond);
        string whole = s <= long.MaxValue ? ((long)s).ToString(CultureInfo.InvariantCulture) : s.ToString(CultureInfo.InvariantCulture);
        string sign = _ps < 0 ? "-" : "";
        return f == 0 ? $"{sign}{whole}s" : $"{sign}{whole}.{f.ToString("D12", CultureInfo.InvariantCulture).TrimEnd('0')}s";
    }

    public int CompareTo(LogTime other) => _known != other._known ? (_known ? 1 : -1) : _ps.CompareTo(other._ps);
    public static bool operator <(LogTime a, LogTime b) => a.CompareTo(b) < 0;
    public static bool operator >(LogTime a, LogTime b) => a.CompareTo(b) > 0;
    public static bool operator <=(LogTime a, LogTime b) => a.CompareTo(b) <= 0;
    public static bool operator >=(LogTime a, LogTime b) => a.CompareTo(b) >= 0;
}
