using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Git.Filter;

/// <summary>Writes git's pkt-lines to a descriptor, gathered until <see cref="Send"/>.</summary>
public sealed class PktLineWriter(FileHandle to)
{
    const int MaxData = PktLineReader.MaxPacket - 4;

    readonly byte[] _buffer = new byte[PktLineReader.MaxPacket * 2];
    int _end;

    /// <summary>A text packet, newline added.</summary>
    public void Text(string line) => Packet(ByteText.Bytes(line + "\n"));

    /// <summary>Content, split over as many packets as it needs.</summary>
    public void Data(ReadOnlySpan<byte> data)
    {
        for (; data.Length > MaxData; data = data[MaxData..]) Packet(data[..MaxData]);
        if (data.Length > 0) Packet(data);
    }

    void Packet(ReadOnlySpan<byte> data)
    {
        int length = data.Length + 4;
        if (_buffer.Length - _end < length) Send();
        for (int i = 0; i < 4; i++) _buffer[_end + i] = (byte)"0123456789abcdef"[length >> (12 - 4 * i) & 15];
        data.CopyTo(_buffer.AsSpan(_end + 4));
        _end += length;
    }

    public void Flush()
    {
        if (_buffer.Length - _end < 4) Send();
        "0000"u8.CopyTo(_buffer.AsSpan(_end));
        _end += 4;
    }

    /// <summary>Writes out what was gathered.</summary>
    public void Send()
    {
        if (_end > 0) to.Write(_buffer.AsSpan(0, _end));
        _end = 0;
    }
}
