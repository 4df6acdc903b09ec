using System.Globalization;
using System.Text;

namespace Breezeway.Cli.Output;

/// <summary>A <c>--format</c> text: <c>${name}</c>, <c>${name;WIDTH}</c> (right-aligned, left-aligned when negative), <c>${escaped_name}</c>, and C's backslash escapes. Immutable.</summary>
public sealed class Format
{
    readonly List<Part> _parts = [];

    readonly record struct Part(string? Literal, string Name, int Width);

    public static Format Parse(string text)
    {
        var f = new Format();
        var literal = new StringBuilder();
        void End() { if (literal.Length > 0) f._parts.Add(new(literal.ToString(), "", 0)); literal.Clear(); }
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\' && i + 1 < text.Length) i = Escape(text, i + 1, literal);
            else if (c == '$' && i + 1 < text.Length && text[i + 1] == '{' && text.IndexOf('}', i + 2) is var end and > 0)
            {
                End();
                var words = text[(i + 2)..end].Split(';', 2);
                int width = words.Length > 1 && int.TryParse(words[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int w) ? w : 0;
                f._parts.Add(new(null, words[0], width));
                i = end;
            }
            else literal.Append(c);
        }
        End();
        return f;
    }

    /// <summary>Returns the index of the escape's last char.</summary>
    static int Escape(string text, int i, StringBuilder to)
    {
        int simple = "abfnrtv".IndexOf(text[i]);
        if (simple >= 0) { to.Append("\a\b\f\n\r\t\v"[simple]); return i; }
        if (text[i] == 'x' && i + 2 < text.Length && int.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int hex)) { to.Append((char)hex); return i + 2; }
        if (i + 2 < text.Length && IsOctal(text[i]) && IsOctal(text[i + 1]) && IsOctal(text[i + 2]))
        {
            to.Append((char)(((text[i] - '0') * 64 + (text[i + 1] - '0') * 8 + text[i + 2] - '0') & 255));
            return i + 2;
        }
        to.Append(text[i]);
        return i;
    }

    static bool IsOctal(char c) => c is >= '0' and <= '7';

    /// <summary>True when the text uses that variable.</summary>
    public bool Uses(string name) => _parts.Exists(p => p.Literal is null && (p.Name == name || p.Name == "escaped_" + name));

    /// <param name="value">The value of a variable; null when there is none such, which is shown as nothing.</param>
    public string Fill(Func<string, string?> value)
    {
        var s = new StringBuilder();
        foreach (var p in _parts)
        {
            if (p.Literal is not null) { s.Append(p.Literal); continue; }
            string v = value(p.Name) ?? (p.Name.StartsWith("escaped_", StringComparison.Ordinal) && value(p.Name[8..]) is { } raw ? Escaped(raw) : "");
            s.Append(p.Width >= 0 ? v.PadLeft(p.Width) : v.PadRight(-p.Width));
        }
        return s.ToString();
    }

    /// <summary>C-like: control chars, backslash and quote, and bytes from 0x7f on in octal.</summary>
    static string Escaped(string text)
    {
        var s = new StringBuilder();
        foreach (char c in text)
        {
            int simple = "\a\b\f\n\r\t\v".IndexOf(c);
            if (simple >= 0) s.Append('\\').Append("abfnrtv"[simple]);
            else if (c is '\\' or '"') s.Append('\\').Append(c);
            else if (c is < ' ' or >= (char)0x7f) s.Append('\\').Append(Convert.ToString(c, 8).PadLeft(3, '0'));
            else s.Append(c);
        }
        return s.ToString();
    }
}
