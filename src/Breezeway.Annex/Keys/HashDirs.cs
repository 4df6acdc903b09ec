using System.Buffers.Binary;
using Breezeway.Base.Text;

namespace Breezeway.Annex.Keys;

/// <summary>The two directory levels a key's files are spread over (repository.md 2.1). Results end in a slash.</summary>
public static class HashDirs
{
    const string Alphabet = "0123456789zqjxkmvwgpfZQJXKMVWGPF";

    /// <summary><c>abc/def/</c>, or <c>abc/</c> with one level.</summary>
    public static string Lower(Key key, int levels = 2)
    {
        Span<byte> d = stackalloc byte[16];
        Digest(key, d);
        Span<char> c = stackalloc char[8];
        string hex = Convert.ToHexStringLower(d[..3]);
        return levels == 1 ? string.Concat(hex.AsSpan(0, 3), "/") : string.Concat(hex.AsSpan(0, 3), "/", hex.AsSpan(3, 3), "/");
    }

    /// <summary><c>mK/4w/</c>, or <c>mK/</c> with one level.</summary>
    public static string Mixed(Key key, int levels = 2)
    {
        Span<byte> d = stackalloc byte[16];
        Digest(key, d);
        uint w = BinaryPrimitives.ReadUInt32LittleEndian(d);
        ReadOnlySpan<char> r = [At(w, 1), At(w, 0), '/', At(w, 3), At(w, 2), '/'];
        return new string(levels == 1 ? r[..3] : r);
    }

    static char At(uint w, int i) => Alphabet[(int)(w >> (6 * i)) & 31];

    static void Digest(Key key, Span<byte> to)
    {
        string text = key.Parent.ToString();
        Span<byte> b = text.Length <= 512 ? stackalloc byte[text.Length] : new byte[text.Length];
        ByteText.Encoding.GetBytes(text, b);
        Md5.Hash(b, to);
    }

    /// <summary>MD5 of any byte text as lower-case hex.</summary>
    public static string Md5Hex(string text)
    {
        Span<byte> d = stackalloc byte[16];
        Md5.Hash(ByteText.Bytes(text), d);
        return Convert.ToHexStringLower(d);
    }
}
