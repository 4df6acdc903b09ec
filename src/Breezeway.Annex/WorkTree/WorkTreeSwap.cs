using Breezeway.Base.Files;

namespace Breezeway.Annex.WorkTree;

/// <summary>Replaces a file of the work tree by another in one step, looking at what was displaced: a change that came meanwhile is put back.</summary>
public static class WorkTreeSwap
{
    /// <summary>A temporary name on the file's file system: in the annex where that is the same, so that no watcher sees half a file.</summary>
    /// <param name="path">Absolute.</param>
    public static string Temp(AnnexRepository repository, string path) =>
        Fs.Stat(repository.AnnexDirectory) is { } a && Fs.Stat(Fs.Parent(path)) is { } d && a.Device == d.Device
            ? repository.Objects.OtherTmp("fill") : $"{Fs.Parent(path)}/.git-annex-tmp.{Fs.ProcessId}.{Environment.CurrentManagedThreadId}";

    /// <summary>Puts the temporary file in place; afterwards the temporary name holds what was displaced, or nothing. False when that is not what was seen: all is as before then.</summary>
    public static bool TrySwap(string temp, string path, in FileStat seen)
    {
        if (!Fs.RenameExchange(temp, path))
        {
            // a file system that cannot exchange: the moment between look and rename remains
            if (!Fs.TryLStat(path, out var now, out _) || !now.SameContentAs(seen)) return false;
            Fs.Rename(temp, path);
        }
        else if (!Fs.TryLStat(temp, out var displaced, out _) || !displaced.SameContentAs(seen))
        {
            Fs.RenameExchange(temp, path);
            return false;
        }
        return true;
    }
}
