using System.Globalization;
using Breezeway.Base.Files;

namespace Breezeway.Annex.Objects;

/// <summary>The stat data by which an unmodified file is known again: <c>inode size mtime fraction</c> (repository.md 4).</summary>
public readonly record struct InodeCache(ulong Inode, long Size, long MtimeSeconds, uint MtimeNanoseconds)
{
    public static InodeCache Of(in FileStat s) => new(s.Inode, s.Size, s.MtimeSeconds, s.MtimeNanoseconds);

    public override string ToString() => MtimeNanoseconds == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Inode} {Size} {MtimeSeconds}")
        : string.Create(CultureInfo.InvariantCulture, $"{Inode} {Size} {MtimeSeconds} {MtimeNanoseconds:D9}");

    public static bool TryParse(string text, out InodeCache cache)
    {
        cache = default;
        var w = text.Split(' ');
        if (w.Length is not (3 or 4)) return false;
        var c = CultureInfo.InvariantCulture;
        if (!ulong.TryParse(w[0], NumberStyles.None, c, out ulong inode) || !long.TryParse(w[1], NumberStyles.None, c, out long size)
            || !long.TryParse(w[2], NumberStyles.AllowLeadingSign, c, out long seconds)) return false;
        uint nanos = 0;
        if (w.Length == 4)
        {
            if (w[3].Length is 0 or > 12 || !w[3].All(char.IsAsciiDigit)) return false;
            nanos = uint.Parse(w[3].PadRight(9, '0').AsSpan(0, 9), NumberStyles.None, c);
        }
        cache = new(inode, size, seconds, nanos);
        return true;
    }

    /// <summary>The same file: all fields, or where inode numbers changed (a remount) size and an mtime less than 2 s apart.</summary>
    public bool Matches(InodeCache other, bool inodesChanged) => inodesChanged
        ? Size == other.Size && Math.Abs(MtimeSeconds - other.MtimeSeconds) < 2 : this == other;
}
