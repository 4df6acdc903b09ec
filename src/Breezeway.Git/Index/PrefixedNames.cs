namespace Breezeway.Git.Index;

/// <summary>
/// The names of a version 4 index: each is written as how many bytes to cut from the end of the one before (a variable-length number),
/// then what to append, then NUL.
/// </summary>
static class PrefixedNames
{
    /// <summary>Finds where entries start, and spells out their names (one array for all, with Count + 1 starts).</summary>
    public static (byte[] Names, int[] Starts) Locate(ReadOnlySpan<byte> all, int[] starts, int at, out bool nameless)
    {
        nameless = false;
        var nameStarts = new int[starts.Length];
        long total = 0;
        int length = 0;
        for (int i = 0; i < starts.Length - 1; i++)
        {
            starts[i] = at;
            at = Step(all, at, out int cut, out var suffix);
            if (cut > length) throw IndexFile.Corrupt("a name is cut too short");
            length += suffix.Length - cut;
            nameless |= length == 0;
            total += length;
            if (total > Array.MaxLength) throw new UserError("the git index is too big");
            nameStarts[i + 1] = (int)total;
        }
        starts[^1] = at;
        var names = GC.AllocateUninitializedArray<byte>((int)total);
        for (int i = 0; i < starts.Length - 1; i++) Spell(all, starts[i], names, nameStarts, i);
        return (names, nameStarts);
    }

    static void Spell(ReadOnlySpan<byte> all, int entry, byte[] names, int[] nameStarts, int i)
    {
        Step(all, entry, out int cut, out var suffix);
        var name = names.AsSpan(nameStarts[i], nameStarts[i + 1] - nameStarts[i]);
        if (i > 0)
        {
            int before = nameStarts[i] - nameStarts[i - 1];
            names.AsSpan(nameStarts[i - 1], before - cut).CopyTo(name);
        }
        suffix.CopyTo(name[^suffix.Length..]);
    }

    static int Step(ReadOnlySpan<byte> all, int at, out int cut, out ReadOnlySpan<byte> suffix)
    {
        if (all.Length - at < IndexEntryView.NameAt + 4) throw IndexFile.Corrupt("cut off within an entry");
        at += IndexFile.HeadSize(all[at..]);
        cut = ReadNumber(all, ref at);
        int nul = all[at..].IndexOf((byte)0);
        if (nul < 0) throw IndexFile.Corrupt("a name does not end");
        suffix = all.Slice(at, nul);
        return at + nul + 1;
    }

    static int ReadNumber(ReadOnlySpan<byte> all, ref int at)
    {
        long value = all[at] & 127;
        while ((all[at] & 128) != 0)
        {
            if (++at >= all.Length || value > int.MaxValue) throw IndexFile.Corrupt("a number does not end");
            value = (value + 1 << 7) + (all[at] & 127);
        }
        at++;
        return value <= int.MaxValue ? (int)value : throw IndexFile.Corrupt("a number is too big");
    }

    /// <summary>Writes a number as git's varint.c does; returns how many bytes it took (at most 5).</summary>
    public static int WriteNumber(Span<byte> to, int value)
    {
        Span<byte> back = stackalloc byte[8];
        int n = 0;
        back[n++] = (byte)(value & 127);
        for (value >>= 7; value != 0; value >>= 7) back[n++] = (byte)(128 | --value & 127);
        for (int i = 0; i < n; i++) to[i] = back[n - 1 - i];
        return n;
    }
}
