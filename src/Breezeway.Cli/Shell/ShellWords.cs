using System.Text;

namespace Breezeway.Cli.Shell;

/// <summary>The words of a command line that a peer quoted for a shell. No shell ever sees them, so all that matters is to take them apart as the reference does.</summary>
static class ShellWords
{
    /// <summary>
    /// Words end at each space outside of quotes. Both kinds of quotes may start and end anywhere; nothing is special inside, a backslash nowhere. A quote that is not closed
    /// goes to the end.
    /// </summary>
    internal static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char quote = '\0';
        foreach (char c in line)
        {
            if (quote != '\0') { if (c == quote) quote = '\0'; else word.Append(c); }
            else if (c is '\'' or '"') quote = c;
            else if (c == ' ') { words.Add(word.ToString()); word.Clear(); }
            else word.Append(c);
        }
        words.Add(word.ToString());
        return words;
    }

    /// <summary>As git quotes an argument for a shell.</summary>
    internal static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal).Replace("!", "'\\!'", StringComparison.Ordinal)}'";

    /// <summary>The reverse of <see cref="Quote"/>, as strict as git's: null for anything else.</summary>
    internal static string? Unquote(string text)
    {
        if (text.Length < 2 || text[0] != '\'') return null;
        var word = new StringBuilder();
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] != '\'') { word.Append(text[i]); continue; }
            if (i + 1 == text.Length) return word.ToString();
            if (i + 3 >= text.Length || text[i + 1] != '\\' || text[i + 2] is not ('\'' or '!') || text[i + 3] != '\'') return null;
            word.Append(text[i + 2]);
            i += 3;
        }
        return null;
    }
}
