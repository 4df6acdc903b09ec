using Breezeway.Annex;
using Breezeway.Base.Files;

namespace Breezeway.Assistant.Daemon;

/// <summary>Clears what killed processes left in temporary directories (assistant.md 9).</summary>
public static class StartupCheck
{
    /// <summary>othertmp is emptied when nobody has it locked; files displaced by an interrupted update are looked at by <see cref="Rescue"/> first.</summary>
    public static void CleanTemporary(AnnexRepository repository)
    {
        string dir = $"{repository.AnnexDirectory}/othertmp";
        if (!Fs.IsDirectory(dir)) return;
        using var held = RecordLock.TryTake($"{dir}.lck", exclusive: true);
        if (held is null) return;
        foreach (var e in Fs.TryList(dir, out _) ?? [])
        {
            string path = $"{dir}/{e.Name}";
            if (e.Name.StartsWith("removed", StringComparison.Ordinal) || e.Name.StartsWith("checkout", StringComparison.Ordinal) || e.Name.StartsWith("fill", StringComparison.Ordinal)) Rescue(repository, path);
            else Fs.RemoveTree(path);
        }
    }

    /// <summary>A displaced file may hold the user's latest text: anything but a link, a pointer or content that the annex has is kept, in lost+found of the annex directory.</summary>
    static void Rescue(AnnexRepository repository, string path)
    {
        if (Fs.LStat(path) is { IsRegular: true, Size: > 0 } && Annex.Objects.PointerFile.Read(path) is null)
        {
            string keep = $"{repository.AnnexDirectory}/lost+found";
            Fs.MakeDirectories(keep);
            if (Fs.RenameNoReplace(path, $"{keep}/{Fs.BaseName(path)}")) return;
        }
        Fs.RemoveTree(path);
    }
}
