using System.Globalization;
using System.Text;

namespace Breezeway.Annex.Matching;

/// <summary>Text as git-annex quotes it in error messages: escapes for quotes, backslashes, control characters, and all beyond ASCII by number (run MID).</summary>
static class ShownText
{
    static readonly string[] s_controls =
    [
        "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "a", "b", "t", "n", "v", "f", "r", "SO", "SI",
        "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
    ];

    public static string Quote(string text)
    {
        var s = new StringBuilder("\"");
        bool number = false, so = false;
        for (int i = 0; i < text.Length;)
        {
            int c = Characters.Next(text, ref i);
            if (number && c is >= '0' and <= '9' || so && c == 'H') s.Append("\\&");
            number = c > 127;
            so = c == 14;
            if (number) s.Append(CultureInfo.InvariantCulture, $"\\{c}");
            else if (c == 127) s.Append("\\DEL");
            else if (c < 32) s.Append('\\').Append(s_controls[c]);
            else if (c is '"' or '\\') s.Append('\\').Append((char)c);
            else s.Append((char)c);
        }
        return s.Append('"').ToString();
    }
}
