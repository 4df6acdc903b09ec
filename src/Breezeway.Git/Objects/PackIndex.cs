using System.Buffers.Binary;

namespace Breezeway.Git.Objects;

/// <summary>Where an object stands in a pack.</summary>
readonly record struct PackedObject(Sha Sha, long Offset, uint Crc);

/// <summary>Writes pack indexes of version 2. Source: git's Documentation/gitformat-pack.</summary>
static class PackIndex
{
    const uint BigOffset = 0x80000000;

    /// <param name="objects">Sorted by name, no name twice.</param>
    /// <param name="packSum">The checksum at the end of the pack.</param>
    public static void Write(ReadOnlySpan<PackedObject> objects, ReadOnlySpan<byte> packSum, ByteSink to)
    {
        var sink = new HashingSink(to, hashed: true);
        sink.Write([0xFF, (byte)'t', (byte)'O', (byte)'c', 0, 0, 0, 2]);
        WriteFanOut(objects, sink);
        Span<byte> field = stackalloc byte[Sha.Size];
        foreach (var o in objects)
        {
            o.Sha.CopyTo(field);
            sink.Write(field);
        }
        foreach (var o in objects) WriteNumber(sink, o.Crc);
        uint big = 0;
        foreach (var o in objects) WriteNumber(sink, o.Offset < BigOffset ? (uint)o.Offset : BigOffset | big++);
        foreach (var o in objects)
        {
            if (o.Offset < BigOffset) continue;
            BinaryPrimitives.WriteInt64BigEndian(field, o.Offset);
            sink.Write(field[..8]);
        }
        sink.Write(packSum);
        sink.Finish();
    }

    /// <summary>For each first byte of a name: how many objects have that one or a lower one.</summary>
    static void WriteFanOut(ReadOnlySpan<PackedObject> objects, HashingSink sink)
    {
        Span<uint> counts = stackalloc uint[256];
        counts.Clear();
        Span<byte> name = stackalloc byte[Sha.Size];
        foreach (var o in objects)
        {
            o.Sha.CopyTo(name);
            counts[name[0]]++;
        }
        uint sum = 0;
        foreach (uint c in counts) WriteNumber(sink, sum += c);
    }

    static void WriteNumber(HashingSink sink, uint value)
    {
        Span<byte> b = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(b, value);
        sink.Write(b);
    }
}
