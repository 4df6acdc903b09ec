using System.Text;

namespace Breezeway.Base.Text;

/// <summary>
/// The house rule for text that comes from outside: a <see cref="string"/> holds bytes, one char (0 to 255) per byte.
/// File names, keys, log lines and git objects pass through unharmed whatever their encoding, and ordinal comparison is byte order,
/// as git sorts. Only what has to know characters (WORM names, a terminal's width) decodes UTF-8.
/// </summary>
public static class ByteText
{
    public static readonly Encoding Encoding = Encoding.Latin1;

    /// <summary>Bytes to their text; never fails.</summary>
    public static string From(ReadOnlySpan<byte> bytes) => Encoding.GetString(bytes);

    /// <summary>Text back to its bytes. Chars above 255 cannot come from <see cref="From"/> and are encoded as UTF-8 first.</summary>
    public static byte[] Bytes(string text) => IsBytes(text) ? Encoding.GetBytes(text) : System.Text.Encoding.UTF8.GetBytes(text);

    /// <summary>Turns ordinary .NET text (a literal, an exception's message) into byte text by UTF-8.</summary>
    public static string Utf8(string unicode) => Ascii.IsValid(unicode) ? unicode : From(System.Text.Encoding.UTF8.GetBytes(unicode));

    /// <summary>Decodes byte text as UTF-8 for where characters matter; invalid bytes become U+FFFD.</summary>
    public static string Decode(string text) => Ascii.IsValid(text) ? text : System.Text.Encoding.UTF8.GetString(Encoding.GetBytes(text));

    /// <summary>True when every char is a byte.</summary>
    public static bool IsBytes(string text)
    {
        foreach (char c in text) if (c > 255) return false;
        return true;
    }
}
