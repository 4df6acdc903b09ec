using System.Text;

namespace Breezeway.Annex.Keys;

/// <summary>A key as one file name, and back (repository.md 1.5).</summary>
public static class KeyFile
{
    public static string Escape(Key key) => Escape(key.ToString());

    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny("&%:/") < 0) return text;
        var s = new StringBuilder(text.Length + 8);
        foreach (char c in text)
            _ = c switch { '&' => s.Append("&a"), '%' => s.Append("&s"), ':' => s.Append("&c"), '/' => s.Append('%'), _ => s.Append(c) };
        return s.ToString();
    }

    /// <summary>Null when the name is not a key's.</summary>
    public static Key? TryParse(string name) => Key.TryParse(Unescape(name));

    internal static string Unescape(string name)
    {
        if (name.AsSpan().IndexOfAny("&%") < 0) return name;
        var s = new StringBuilder(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (c == '%') s.Append('/');
            else if (c == '&' && i + 1 < name.Length && name[i + 1] != '%')
                s.Append(name[++i] switch { 'a' => '&', 's' => '%', 'c' => ':', char other => other });
            else if (c != '&') s.Append(c);
        }
        return s.ToString();
    }
}
