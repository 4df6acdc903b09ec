using System.Text;

namespace Breezeway.Remotes.P2P.Messages;

/// <summary>
/// How GET and PUT carry the name of a file that has the content: for display and logs only, so the way there and back loses
/// white space. Empty means none. Source: transfer.md 2.1.
/// </summary>
public static class AssociatedFile
{
    /// <summary>A percent sign is doubled, each white space character becomes one percent sign.</summary>
    public static string Escape(string file)
    {
        var s = new StringBuilder(file.Length);
        foreach (char c in file)
        {
            if (c == '%') s.Append("%%");
            else s.Append(IsSpace(c) ? '%' : c);
        }
        return s.ToString();
    }

    /// <summary>Null when the name is absolute. A lone percent sign and control characters become underscores.</summary>
    public static string? TryUnescape(string field)
    {
        if (field.StartsWith('/')) return null;
        var s = new StringBuilder(field.Length);
        for (int i = 0; i < field.Length; i++)
        {
            char c = field[i];
            if (c != '%') s.Append(char.IsAsciiLetterOrDigit(c) || !IsControl(c) ? c : '_');
            else if (i + 1 < field.Length && field[i + 1] == '%') { s.Append('%'); i++; }
            else s.Append('_');
        }
        return s.ToString();
    }

    // Bytes above 127 are parts of characters in some encoding, never white space or controls of their own.
    static bool IsSpace(char c) => c is ' ' or (>= '\t' and <= '\r');
    static bool IsControl(char c) => c is < ' ' or '\x7f';
}
