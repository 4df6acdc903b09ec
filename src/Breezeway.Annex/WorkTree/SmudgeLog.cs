using Breezeway.Annex.Keys;
using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Annex.WorkTree;

/// <summary>
/// <c>annex/smudge.log</c>: pointer files that git checked out, whose content is to be put in once git is done with its index; lines <c>KEY FILE</c>. Appended to and taken under
/// <c>smudge.lck</c>, by whatever program.
/// </summary>
public sealed class SmudgeLog(AnnexRepository repository)
{
    readonly string _path = $"{repository.AnnexDirectory}/smudge.log", _lock = $"{repository.AnnexDirectory}/smudge.lck";

    RecordLock Lock()
    {
        repository.Permissions.MakeDirectories(repository.AnnexDirectory);
        return RecordLock.Exclusive(_lock);
    }

    public void Add(IEnumerable<(Key Key, string File)> files)
    {
        var lines = ByteText.Bytes(string.Concat(files.Select(f => $"{f.Key} {f.File}\n")));
        if (lines.Length == 0) return;
        using var held = Lock();
        using var log = FileHandle.Open(_path, OpenMode.Write | OpenMode.Create | OpenMode.Append);
        log.Write(lines);
    }

    /// <summary>True when nothing waits: one look.</summary>
    public bool IsEmpty => Fs.LStat(_path) is not { Size: > 0 };

    /// <summary>Hands out each line once and empties the log when all are done. What a kill interrupts is done again by the next run.</summary>
    public void Take(Action<Key, string> each)
    {
        if (IsEmpty) return;
        using var held = Lock();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in (Fs.TryReadText(_path) ?? "").Split('\n'))
        {
            int space = line.IndexOf(' ');
            if (space > 0 && seen.Add(line) && Key.TryParse(line[..space]) is { } key) each(key, line[(space + 1)..]);
        }
        Fs.WriteAll(_path, []);
    }
}
