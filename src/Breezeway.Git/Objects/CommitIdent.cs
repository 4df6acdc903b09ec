using System.Globalization;

namespace Breezeway.Git.Objects;

/// <summary>Who and when, as in a commit's author line: <c>Name &lt;email&gt; seconds +hhmm</c>. All byte text.</summary>
/// <param name="Seconds">Since 1970, UTC.</param>
/// <param name="Zone">The offset as git writes it, such as <c>+0200</c>.</param>
public sealed record CommitIdent(string Name, string Email, long Seconds, string Zone)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Clean(Name)} <{Clean(Email)}> {Seconds} {Zone}");

    /// <summary>The offset of <paramref name="when"/> in git's spelling.</summary>
    public static string ZoneOf(DateTimeOffset when)
    {
        int minutes = (int)when.Offset.TotalMinutes, m = Math.Abs(minutes);
        return string.Create(CultureInfo.InvariantCulture, $"{(minutes < 0 ? '-' : '+')}{m / 60:00}{m % 60:00}");
    }

    /// <summary>Reads a line; false when it has no <c>&lt;email&gt;</c> and date (very old commits may lack them).</summary>
    public static bool TryParse(string line, out CommitIdent? ident)
    {
        ident = null;
        // As git does: the address ends at the first '>', the date begins after the last.
        int open = line.IndexOf('<'), close = open < 0 ? -1 : line.IndexOf('>', open);
        if (close < 0) return false;
        string[] date = line[(line.LastIndexOf('>') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (date.Length == 0 || !long.TryParse(date[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds)) return false;
        ident = new CommitIdent(line[..open].TrimEnd(' '), line[(open + 1)..close], seconds, date.Length > 1 ? date[1] : "+0000");
        return true;
    }

    // git drops these characters too (strbuf_addstr_without_crud): they would end the field early.
    static string Clean(string s)
    {
        s = s.Trim(' ', '.', ',', ':', ';', '"', '\\', '\'', '<', '>', '\n', '\r', '\t');
        return s.AsSpan().IndexOfAny("<>\n\0") < 0 ? s : string.Concat(s.Where(c => c is not ('<' or '>' or '\n' or '\0')));
    }
}
