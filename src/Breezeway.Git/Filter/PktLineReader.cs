using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Git.Filter;

/// <summary>Reads git's pkt-lines from a descriptor: four hex digits of length, then the bytes; <c>0000</c> is a flush. Source: git's gitprotocol-common.</summary>
public sealed class PktLineReader(FileHandle from)
{
    /// <summary>The longest packet, its four digits included.</summary>
    public const int MaxPacket = 65520;

    readonly byte[] _buffer = new byte[MaxPacket * 2];
    int _start, _end;

    /// <summary>
    /// The next packet's bytes, valid until the next call. False at a flush packet, and (with <see cref="Ended"/>) where the input ends between packets. Throws
    /// <see cref="CorruptData"/> for what is no pkt-line.
    /// </summary>
    public bool TryRead(out ReadOnlySpan<byte> packet)
    {
        packet = default;
        if (!Have(4)) return false;
        int length = Length(_buffer.AsSpan(_start, 4));
        if (length == 0) { _start += 4; return false; }
        if (length is < 4 or > MaxPacket) throw new CorruptData("git sent no pkt-line");
        if (!Have(length)) throw new CorruptData("git's packet is cut off");
        packet = _buffer.AsSpan(_start + 4, length - 4);
        _start += length;
        return true;
    }

    /// <summary>A packet as text without its newline; null as for <see cref="TryRead"/>.</summary>
    public string? ReadText()
    {
        if (!TryRead(out var p)) return null;
        return ByteText.From(p.Length > 0 && p[^1] == '\n' ? p[..^1] : p);
    }

    /// <summary>The other side closed its end.</summary>
    public bool Ended { get; private set; }

    static int Length(ReadOnlySpan<byte> digits)
    {
        int n = 0;
        foreach (byte c in digits)
        {
            int d = char.IsAsciiHexDigit((char)c) ? Convert.ToInt32(((char)c).ToString(), 16) : -1;
            if (d < 0) return -1;
            n = n << 4 | d;
        }
        return n;
    }

    bool Have(int count)
    {
        while (_end - _start < count)
        {
            if (_buffer.Length - _start < MaxPacket)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }
            int n = from.Read(_buffer.AsSpan(_end));
            if (n == 0)
            {
                Ended = true;
                return _end == _start ? false : throw new CorruptData("git's packet is cut off");
            }
            _end += n;
        }
        return true;
    }
}
