using System.Buffers.Binary;
using System.Numerics;

namespace Breezeway.Annex.Keys;

/// <summary>MD5 of short texts, for hash directories: in process, so that a command that looks up one key need not set OpenSSL up.</summary>
internal static class Md5
{
    static readonly uint[] s_k = MakeTable();
    static uint[] MakeTable()
    {
        var k = new uint[64];
        for (int i = 0; i < 64; i++) k[i] = (uint)(long)Math.Floor(4294967296.0 * Math.Abs(Math.Sin(i + 1)));
        return k;
    }
    static ReadOnlySpan<byte> Shifts => [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

    /// <summary>Writes 16 bytes.</summary>
    internal static void Hash(ReadOnlySpan<byte> data, Span<byte> result)
    {
        uint a = 0x67452301, b = 0xefcdab89, c = 0x98badcfe, d = 0x10325476;
        int full = data.Length / 64 * 64;
        for (int i = 0; i < full; i += 64) Block(data.Slice(i, 64), ref a, ref b, ref c, ref d);
        Span<byte> tail = stackalloc byte[128];
        tail.Clear();
        int rest = data.Length - full;
        data[full..].CopyTo(tail);
        tail[rest] = 0x80;
        int end = rest < 56 ? 64 : 128;
        BinaryPrimitives.WriteUInt64LittleEndian(tail[(end - 8)..], (ulong)data.Length * 8);
        for (int i = 0; i < end; i += 64) Block(tail.Slice(i, 64), ref a, ref b, ref c, ref d);
        BinaryPrimitives.WriteUInt32LittleEndian(result, a);
        BinaryPrimitives.WriteUInt32LittleEndian(result[4..], b);
        BinaryPrimitives.WriteUInt32LittleEndian(result[8..], c);
        BinaryPrimitives.WriteUInt32LittleEndian(result[12..], d);
    }

    static void Block(ReadOnlySpan<byte> m, ref uint a0, ref uint b0, ref uint c0, ref uint d0)
    {
        uint a = a0, b = b0, c = c0, d = d0;
        for (int i = 0; i < 64; i++)
        {
            uint f; int g;
            switch (i >> 4)
            {
                case 0: f = (b & c) | (~b & d); g = i; break;
                case 1: f = (d & b) | (~d & c); g = (5 * i + 1) & 15; break;
                case 2: f = b ^ c ^ d; g = (3 * i + 5) & 15; break;
                default: f = c ^ (b | ~d); g = (7 * i) & 15; break;
            }
            f += a + s_k[i] + BinaryPrimitives.ReadUInt32LittleEndian(m[(g * 4)..]);
            a = d; d = c; c = b;
            b += BitOperations.RotateLeft(f, Shifts[(i >> 4) * 4 + (i & 3)]);
        }
        a0 += a; b0 += b; c0 += c; d0 += d;
    }
}
