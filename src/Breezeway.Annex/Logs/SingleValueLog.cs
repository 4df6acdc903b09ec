namespace Breezeway.Annex.Logs;

/// <summary>
/// Logs of kind D (branch.md 2): <c>ts SP value</c>. The newest value counts, of equally new ones the greater; values that do not parse are
/// passed over.
/// </summary>
public static class SingleValueLog
{
    /// <summary>The value that counts and its time; null when there is none.</summary>
    /// <param name="parse">Null for what is no value.</param>
    public static (T Value, LogTime Time)? Current<T>(ReadOnlySpan<char> text, Func<string, T?> parse) where T : struct, IComparable<T>
    {
        (T Value, LogTime Time)? best = null;
        foreach (var line in LogLines.Of(text))
        {
            var rest = line;
            if (!LogLines.Word(ref rest, out var ts) || !LogTime.TryParse(ts, out var time) || parse(rest.ToString()) is not T value) continue;
            if (best is not var (old, at) || time > at || (time == at && value.CompareTo(old) > 0)) best = (value, time);
        }
        return best;
    }

    /// <summary>The text that replaces the old one: a single line, newer than each that parses.</summary>
    public static string Set<T>(string old, Func<string, T?> parse, string value, LogClock clock) where T : struct, IComparable<T> =>
        $"{clock.After(Current(old, parse)?.Time)} {value}\n";
}
