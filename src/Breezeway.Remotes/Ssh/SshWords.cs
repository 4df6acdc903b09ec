using System.Text;

namespace Breezeway.Remotes.Ssh;

/// <summary>Settings that hold several options.</summary>
static class SshWords
{
    /// <summary>Words at white space; quotes hold a word together.</summary>
    internal static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool any = false;
        char quote = '\0';
        foreach (char c in text)
        {
            if (quote != '\0') { if (c == quote) quote = '\0'; else word.Append(c); }
            else if (c is '\'' or '"') { quote = c; any = true; }
            else if (c is not (' ' or '\t' or '\n')) { word.Append(c); any = true; }
            else if (any) { words.Add(word.ToString()); word.Clear(); any = false; }
        }
        if (any) words.Add(word.ToString());
        return words;
    }
}
