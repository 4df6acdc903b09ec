using Breezeway.Annex;
using Breezeway.Annex.Objects;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Git;

namespace Breezeway.Assistant.Daemon;

/// <summary>What a start looks at first: locks, the index, and what killed processes left in temporary directories (assistant.md 9).</summary>
public sealed class StartupCheck(AnnexRepository repository, IAssistantLog log)
{
    /// <summary>git holds its locks for moments: one as old as this belongs to a process that was killed, as a rule.</summary>
    static readonly TimeSpan s_oldLock = TimeSpan.FromSeconds(10);

    public void Run()
    {
        Step(() => { foreach (string path in repository.RemoveStaleLocks()) log.Say($"removed {path}, left by a process that was killed"); });
        Step(() => { foreach (string path in OldLocks()) log.Say($"{path} is held by another program, or was left by one that was killed: if no git command runs here, remove it"); });
        Step(new IndexRepair(repository, log.Say).Run);
        Step(CleanTemporary);
    }

    /// <summary>What cannot be put right must not keep the daemon from the rest.</summary>
    void Step(Action step)
    {
        try { step(); }
        catch (Exception e) when (e is FileError or CorruptData or UserError or GitFailed) { log.Say(e.Message); }
    }

    /// <summary>git's locks that are not ours, and older than any git command at work should hold them.</summary>
    IEnumerable<string> OldLocks()
    {
        var (git, common) = (repository.Location.GitDir, repository.Location.CommonDir);
        string[] single = [$"{git}/index.lock", $"{git}/HEAD.lock", $"{common}/config.lock", $"{common}/packed-refs.lock"];
        long before = (repository.Time.GetUtcNow() - s_oldLock).ToUnixTimeSeconds();
        return single.Concat(LocksBelow($"{common}/refs")).Where(p => Fs.TryLStat(p, out var s, out _) && s.MtimeSeconds < before);
    }

    static IEnumerable<string> LocksBelow(string directory)
    {
        foreach (var e in Fs.TryList(directory, out _) ?? [])
        {
            string path = $"{directory}/{e.Name}";
            if (e.Kind == FileKind.Directory) foreach (string below in LocksBelow(path)) yield return below;
            else if (e.Name.EndsWith(".lock", StringComparison.Ordinal)) yield return path;
        }
    }

    /// <summary>watchtmp is emptied; othertmp too, when nobody has it locked, but for files that an interrupted update displaced.</summary>
    public void CleanTemporary()
    {
        foreach (var e in Fs.TryList($"{repository.AnnexDirectory}/watchtmp", out _) ?? []) TryRemove($"{repository.AnnexDirectory}/watchtmp/{e.Name}");
        string dir = $"{repository.AnnexDirectory}/othertmp";
        if (!Fs.IsDirectory(dir)) return;
        using var held = RecordLock.TryTake($"{dir}.lck", exclusive: true);
        if (held is null) return;
        foreach (var e in Fs.TryList(dir, out _) ?? [])
        {
            string path = $"{dir}/{e.Name}";
            if (s_displaced.Any(d => e.Name.StartsWith(d, StringComparison.Ordinal)) && Rescue(path)) continue;
            TryRemove(path);
        }
    }

    /// <summary>The names under which an update of the work tree puts aside what it displaces.</summary>
    static readonly string[] s_displaced = ["removed", "checkout", "fill"];

    /// <summary>A displaced file may hold the user's latest text: anything but a link or a pointer is kept, in lost+found of the annex directory. True when the file is no longer here.</summary>
    bool Rescue(string path)
    {
        if (Fs.LStat(path) is not { IsRegular: true, Size: > 0 } || PointerFile.Read(path) is not null) return false;
        string directory = $"{repository.AnnexDirectory}/lost+found", name = Fs.BaseName(path);
        Fs.MakeDirectories(directory);
        for (int n = 0; ; n++)
        {
            string keep = n == 0 ? $"{directory}/{name}" : $"{directory}/{name}.{n}";
            if (!Fs.RenameNoReplace(path, keep)) continue;
            log.Say($"a file that was being replaced when the daemon was killed is kept as {keep}");
            return true;
        }
    }

    void TryRemove(string path)
    {
        try { Fs.RemoveTree(path); }
        catch (FileError e) { log.Say(e.Message); }
    }
}
