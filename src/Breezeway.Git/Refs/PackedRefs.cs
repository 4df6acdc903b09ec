using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Refs;

/// <summary>The packed-refs file as last read; read again when its stat data changed. Thread-safe. Lines: <c>SHA NAME</c>, then maybe <c>^SHA</c>, what a tag points to.</summary>
sealed class PackedRefs(string path)
{
    readonly Lock _lock = new();
    FileStat? _stat;
    SortedDictionary<string, Sha> _refs = new(StringComparer.Ordinal);

    internal SortedDictionary<string, Sha> Read()
    {
        lock (_lock)
        {
            var now = Fs.LStat(path);
            if (now is { } n ? _stat is { } s && n.SameContentAs(s) : _stat is null && _refs.Count == 0) return _refs;
            var refs = new SortedDictionary<string, Sha>(StringComparer.Ordinal);
            foreach (var line in (Fs.TryReadText(path) ?? "").Split('\n'))
                if (line.Length > 41 && line[0] is not ('#' or '^') && line[40] == ' ' && Sha.TryParse(line.AsSpan(0, 40), out var sha)) refs[line[41..]] = sha;
            _stat = now;
            return _refs = refs;
        }
    }

    /// <summary>Takes a name out, under packed-refs.lock; false when somebody else holds that for too long.</summary>
    internal bool TryRemove(string name, SharedRepository shared)
    {
        if (!Read().ContainsKey(name)) return true;
        using var held = LockFile.TryTake(path + ".lock", RefStore.LockWait);
        if (held is null) return false;
        var keep = new System.Text.StringBuilder();
        bool going = false;
        foreach (var line in (Fs.TryReadText(path) ?? "").Split('\n'))
        {
            if (line.Length == 0 || (going && line[0] == '^')) continue;
            going = line.Length > 41 && line.AsSpan(41).SequenceEqual(name) && line[0] != '#';
            if (!going) keep.Append(line).Append('\n');
        }
        held.File.Write(ByteText.Bytes(keep.ToString()));
        shared.AdjustFile(held.File);
        held.RenameTo(path);
        return true;
    }
}
