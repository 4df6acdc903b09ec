using System.Text;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;

namespace Breezeway.Git.Config;

/// <summary>One setting: <c>section.sub.name</c> with section and name in lower case; a null value is a bare name (true).</summary>
public readonly record struct ConfigEntry(string Name, string? Value);

/// <summary>git's config file syntax, read in process: for other repositories and for start-up, where starting git would cost more than the file.</summary>
public static class ConfigFile
{
    /// <summary>Entries in order, include.path followed (includeIf not); a missing file is empty. Lines that do not parse are skipped.</summary>
    public static List<ConfigEntry> Read(string path, int depth = 0)
    {
        if (Fs.TryReadText(path) is not { } text) return [];
        var all = new List<ConfigEntry>();
        foreach (var e in Parse(text))
        {
            all.Add(e);
            if (e.Name == "include.path" && e.Value is { } p && depth < 10)
                all.AddRange(Read(p.StartsWith("~/", StringComparison.Ordinal) ? ProcessEnvironment.Home + p[1..] : RepositoryLocation.Absolute(p, Fs.Parent(path)), depth + 1));
        }
        return all;
    }

    /// <summary>True when the text holds an includeIf, whose conditions only git judges.</summary>
    public static bool HasConditionalInclude(string text) => text.Contains("[includeif", StringComparison.OrdinalIgnoreCase);

    public static IEnumerable<ConfigEntry> Parse(string text)
    {
        string section = "";
        int i = 0;
        while (i < text.Length)
        {
            char c = text[i];
            if (c is ' ' or '\t' or '\n' or '\r') { i++; continue; }
            if (c is '#' or ';') { i = Eol(text, i); continue; }
            if (c == '[')
            {
                int end = SectionEnd(text, i);
                if (end < 0) { i = Eol(text, i); continue; }
                section = SectionName(text[(i + 1)..end]);
                i = end + 1;
                continue;
            }
            int start = i;
            while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '-')) i++;
            if (i == start) { i = Eol(text, i); continue; }
            string name = $"{section}.{text[start..i].ToLowerInvariant()}";
            while (i < text.Length && text[i] is ' ' or '\t') i++;
            if (i >= text.Length || text[i] != '=') { yield return new(name, null); i = Eol(text, i); continue; }
            yield return new(name, Value(text, ref i));
        }
    }

    static int Eol(string t, int i) { int n = t.IndexOf('\n', i); return n < 0 ? t.Length : n + 1; }

    static int SectionEnd(string t, int i)
    {
        bool quoted = false;
        for (i++; i < t.Length && t[i] != '\n'; i++)
            if (t[i] == '\\' && quoted) i++;
            else if (t[i] == '"') quoted = !quoted;
            else if (t[i] == ']' && !quoted) return i;
        return -1;
    }

    static string SectionName(string s)
    {
        int q = s.IndexOf('"');
        if (q < 0) return s.Trim().ToLowerInvariant();
        var sub = new StringBuilder();
        for (int i = q + 1; i < s.Length && s[i] != '"'; i++)
        {
            if (s[i] == '\\' && i + 1 < s.Length) i++;
            sub.Append(s[i]);
        }
        return $"{s[..q].Trim().ToLowerInvariant()}.{sub}";
    }

    static string Value(string t, ref int i)
    {
        var v = new StringBuilder();
        int trimmed = 0;
        bool quoted = false;
        for (i++; i < t.Length && t[i] is ' ' or '\t'; i++) { }
        for (; i < t.Length; i++)
        {
            char c = t[i];
            if (c == '\n') { i++; break; }
            if (c == '\r' && i + 1 < t.Length && t[i + 1] == '\n') continue;
            if (!quoted && c is '#' or ';') { i = Eol(t, i); break; }
            if (c == '"') { quoted = !quoted; trimmed = v.Length; continue; }
            if (c == '\\' && i + 1 < t.Length)
            {
                c = t[++i];
                if (c == '\n') continue;
                v.Append(c switch { 'n' => '\n', 't' => '\t', 'b' => '\b', _ => c });
                trimmed = v.Length;
                continue;
            }
            v.Append(c);
            if (quoted || c is not (' ' or '\t')) trimmed = v.Length;
        }
        v.Length = trimmed;
        return v.ToString();
    }
}
