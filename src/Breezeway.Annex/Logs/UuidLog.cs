using System.Text;

namespace Breezeway.Annex.Logs;

/// <summary>
/// The text of logs of kind A (branch.md 2): <c>UUID[ SP value][ SP timestamp=ts]</c>, fields are uuids. A last word that is no good
/// timestamp belongs to the value, and the entry's time is unknown.
/// </summary>
public static class UuidLog
{
    const string Stamp = "timestamp=";

    public static LogMap Parse(ReadOnlySpan<char> text)
    {
        var b = new LogMap.Builder();
        foreach (var line in LogLines.Of(text))
        {
            var value = line;
            if (!LogLines.Word(ref value, out var uuid)) { uuid = line; value = default; }
            if (uuid.Length == 0) continue;
            var time = LogTime.Unknown;
            int last = value.LastIndexOf(' ');
            var word = value[(last + 1)..];
            if (word.StartsWith(Stamp, StringComparison.Ordinal) && LogTime.TryParse(word[Stamp.Length..], out var t))
            {
                time = t;
                value = last < 0 ? default : value[..last];
            }
            b.Add(uuid.ToString(), new(value.ToString(), time));
        }
        return b.Build();
    }

    /// <summary>One line an entry, sorted by uuid; an unknown time is left out.</summary>
    public static string Build(LogMap log)
    {
        var s = new StringBuilder();
        foreach (var (uuid, e) in log.Entries)
        {
            s.Append(uuid).Append(' ').Append(e.Value);
            if (!e.Time.IsUnknown) s.Append(' ').Append(Stamp).Append(e.Time.ToString());
            s.Append('\n');
        }
        return s.ToString();
    }

    /// <summary>The text with a new value for one repository.</summary>
    public static string Set(string text, Uuid uuid, string value, LogClock clock) => Build(Parse(text).Set(uuid.Value, value, clock));

    /// <summary>The entries by repository, values as the function reads them; those it gives null for are left out.</summary>
    internal static IReadOnlyDictionary<Uuid, T> Read<T>(string text, Func<string, T?> value) where T : class
    {
        var d = new Dictionary<Uuid, T>();
        foreach (var (uuid, e) in Parse(text).Entries)
            if (value(e.Value) is T v) d[new(uuid)] = v;
        return d;
    }
}
