using System.Text;

namespace Breezeway.Annex.Logs;

/// <summary>The text of logs of kind B (branch.md 2): <c>ts SP field SP value</c>; the value may be empty, the space before it must be there.</summary>
public static class MapLog
{
    public static LogMap Parse(ReadOnlySpan<char> text)
    {
        var b = new LogMap.Builder();
        foreach (var line in LogLines.Of(text))
        {
            var value = line;
            if (LogLines.Word(ref value, out var ts) && LogLines.Word(ref value, out var field) && LogTime.TryParse(ts, out var time))
                b.Add(field.ToString(), new(value.ToString(), time));
        }
        return b.Build();
    }

    /// <summary>One line an entry, sorted by field.</summary>
    public static string Build(LogMap log)
    {
        var s = new StringBuilder();
        foreach (var (field, e) in log.Entries) s.Append(e.Time.ToString()).Append(' ').Append(field).Append(' ').Append(e.Value).Append('\n');
        return s.ToString();
    }

    /// <summary>The text with a new value for one field.</summary>
    public static string Set(string text, string field, string value, LogClock clock) => Build(Parse(text).Set(field, value, clock));
}
