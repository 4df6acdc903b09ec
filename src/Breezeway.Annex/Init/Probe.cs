using Breezeway.Base.Files;

namespace Breezeway.Annex.Init;

/// <summary>What the file system of a repository can do, found out by trying (repository.md 7.2, step 3).</summary>
/// <param name="Crippled">No symlinks, or no taking away of write permission.</param>
/// <param name="Locks">fcntl locks work.</param>
/// <param name="Pipes">Named pipes can be made (ssh's connection sharing wants a socket beside them).</param>
public sealed record Probe(bool Crippled, bool Locks, bool Pipes)
{
    /// <summary>Tries in a directory, which is made and left without traces.</summary>
    public static Probe Of(string directory)
    {
        Fs.MakeDirectories(directory);
        string file = $"{directory}/probe.{Fs.ProcessId}", link = file + ".lnk", pipe = file + ".pipe";
        try
        {
            Fs.WriteAll(file, "probe"u8);
            return new Probe(!CanLink(link) || !CanProtect(file), CanLock(file), Fs.TryMakePipe(pipe));
        }
        finally
        {
            Fs.TrySetPermissions(file, 0x180);
            Fs.TryUnlink(file);
            Fs.TryUnlink(link);
            Fs.TryUnlink(pipe);
        }
    }

    static bool CanLink(string link)
    {
        try { Fs.Symlink("probe", link); return Fs.ReadLink(link) == "probe"; }
        catch (FileError) { return false; }
    }

    static bool CanProtect(string file)
    {
        if (!Fs.TrySetPermissions(file, 0x124 /* 0444 */) || (Fs.LStat(file) is { } s && (s.Mode & 0x92) != 0)) return false;
        return Fs.TrySetPermissions(file, 0x1A4 /* 0644 */) && Fs.LStat(file) is { } t && (t.Mode & 0x80) != 0;
    }

    static bool CanLock(string file)
    {
        try
        {
            using var held = RecordLock.TryTake(file, exclusive: true);
            return held is not null;
        }
        catch (FileError) { return false; }
    }
}
