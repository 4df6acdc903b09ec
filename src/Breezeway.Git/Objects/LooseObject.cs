using System.Buffers.Text;
using System.IO.Compression;

namespace Breezeway.Git.Objects;

/// <summary>The form of a loose object file: zlib over <c>type SP size NUL content</c>.</summary>
public static class LooseObject
{
    /// <summary>No header is longer than this.</summary>
    public const int MaxHeader = 32;

    // Level 1, as git's core.looseCompression default (Z_BEST_SPEED).
    internal static readonly ZLibCompressionOptions Fast = new() { CompressionLevel = 1 };

    /// <summary>Writes the header and returns its length, the NUL included.</summary>
    public static int WriteHeader(Span<byte> to, GitObjectType type, long size)
    {
        var word = type.Word();
        word.CopyTo(to);
        to[word.Length] = (byte)' ';
        Utf8Formatter.TryFormat(size, to[(word.Length + 1)..], out int digits);
        int n = word.Length + 1 + digits;
        to[n] = 0;
        return n + 1;
    }

    /// <summary>The bytes of the file.</summary>
    public static byte[] Encode(GitObjectType type, ReadOnlySpan<byte> content)
    {
        var to = new MemoryStream(64 + content.Length / 2);
        using (var z = new ZLibStream(to, Fast, leaveOpen: true))
        {
            Span<byte> header = stackalloc byte[MaxHeader];
            z.Write(header[..WriteHeader(header, type, content.Length)]);
            z.Write(content);
        }
        return to.ToArray();
    }

    /// <summary>Type and content of a loose object's file. Throws <see cref="CorruptData"/> when it is damaged.</summary>
    public static (GitObjectType Type, byte[] Content) Decode(byte[] file)
    {
        try
        {
            using var z = Open(file, out var type, out long size, out byte[] early, out int earlyLength);
            if (size > Array.MaxLength) throw new CorruptData("a loose git object is too big to be read into memory");
            // Allocates as content comes, so that a lying header cannot ask for gigabytes.
            var content = new MemoryStream((int)Math.Min(size, 1 << 20));
            content.Write(early, 0, earlyLength);
            z.CopyTo(content);
            if (content.Length != size) throw new CorruptData("a loose git object has not the size it states");
            return (type, content.Capacity == size ? content.GetBuffer() : content.ToArray());
        }
        catch (InvalidDataException e)
        {
            throw new CorruptData("a loose git object cannot be unpacked: " + e.Message);
        }
    }

    /// <summary>Type and size only. Throws <see cref="CorruptData"/> when the header is damaged.</summary>
    public static (GitObjectType Type, long Size) DecodeHeader(byte[] file)
    {
        try
        {
            using var z = Open(file, out var type, out long size, out _, out _);
            return (type, size);
        }
        catch (InvalidDataException e)
        {
            throw new CorruptData("a loose git object cannot be unpacked: " + e.Message);
        }
    }

    static ZLibStream Open(byte[] file, out GitObjectType type, out long size, out byte[] early, out int earlyLength)
    {
        var z = new ZLibStream(new MemoryStream(file, writable: false), CompressionMode.Decompress);
        var start = new byte[512];
        int n = z.ReadAtLeast(start, MaxHeader, throwOnEndOfStream: false);
        var head = start.AsSpan(0, n);
        int nul = head[..Math.Min(n, MaxHeader)].IndexOf((byte)0), space = head.IndexOf((byte)' ');
        if (nul < 0 || space < 0 || space > nul || !GitObjectTypes.TryParse(head[..space], out type)
            || !Utf8Parser.TryParse(head[(space + 1)..nul], out size, out int used) || used != nul - space - 1 || size < 0)
        {
            z.Dispose();
            throw new CorruptData("a loose git object has no valid header");
        }
        earlyLength = n - nul - 1;
        early = head[(nul + 1)..].ToArray();
        return z;
    }
}
