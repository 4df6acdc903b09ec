namespace Breezeway.Base.Files;

/// <summary>Which file, whatever its names.</summary>
public readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    public static FileIdentity Of(in FileStat s) => new(s.Device, s.Inode);
}

/// <summary>Which files the processes of this machine hold open for writing, read from /proc.</summary>
public static class OpenFiles
{
    const int AccessMode = 3;

    /// <summary>
    /// Regular files some process has an open descriptor of for writing. Processes of other users, which /proc does not show us, are left out,
    /// and so are mappings whose descriptor was closed. Costs some 10 microseconds per open descriptor: one scan should answer for many files.
    /// </summary>
    public static HashSet<FileIdentity> ForWrite()
    {
        var found = new HashSet<FileIdentity>();
        foreach (var process in Fs.TryList("/proc", out _) ?? [])
            if (char.IsAsciiDigit(process.Name[0])) Collect($"/proc/{process.Name}", found);
        return found;
    }

    static void Collect(string process, HashSet<FileIdentity> found)
    {
        foreach (var fd in Fs.TryList($"{process}/fd", out _) ?? [])   // another user's, or ended meanwhile
        {
            string link = $"{process}/fd/{fd.Name}";
            if (Fs.TryReadLink(link) is not ['/', ..]) continue;           // a socket, pipe ...
            if (WritesTo($"{process}/fdinfo/{fd.Name}") && Fs.TryStat(link, out var s) && s.IsRegular) found.Add(FileIdentity.Of(s));
        }
    }

    static bool WritesTo(string fdInfo) => Flags(TryRead(fdInfo)) is { } flags && (flags & AccessMode) != 0;

    /// <summary>The flags line of a fdinfo file (octal, proc(5)); null when it has none.</summary>
    static int? Flags(string? fdInfo)
    {
        foreach (var line in fdInfo?.Split('\n') ?? [])
            if (line.StartsWith("flags:", StringComparison.Ordinal))
            {
                int n = 0;
                foreach (char c in line.AsSpan(6).Trim()) { if (c is < '0' or > '7') return null; n = (n << 3) | (c - '0'); }
                return n;
            }
        return null;
    }

    static string? TryRead(string path)
    {
        try { return Fs.TryReadText(path); }
        catch (FileError) { return null; }   // the process ended, or is another user's
    }
}
