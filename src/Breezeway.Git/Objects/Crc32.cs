namespace Breezeway.Git.Objects;

/// <summary>CRC-32 as zlib computes it; pack indexes hold one for each packed object.</summary>
static class Crc32
{
    static readonly uint[] s_table = MakeTable();

    static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint c = i;
            for (int bit = 0; bit < 8; bit++) c = (c & 1) != 0 ? 0xEDB88320 ^ c >> 1 : c >> 1;
            table[i] = c;
        }
        return table;
    }

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint c = uint.MaxValue;
        foreach (byte b in bytes) c = s_table[(byte)c ^ b] ^ c >> 8;
        return ~c;
    }
}
