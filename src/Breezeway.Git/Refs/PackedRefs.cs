using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git.Objects;

namespace Breezeway.Git.Refs;

/// <summary>The packed-refs file as last read; read again when its stat data changed. Thread-safe.</summary>
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

    /// <summary>Takes a name out, under packed-refs.lock; false when somebody else holds that.</summary>
    internal bool TryRemove(string name)
    {
        if (!Read().ContainsKey(name)) return true;
        string lck = path + ".lock";
        using (var f = FileHandle.TryOpen(lck, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, out _))
        {
            if (f is null) return false;
            try
            {
                var keep = new List<string>();
                bool skipPeeled = false;
                foreach (var line in (Fs.TryReadText(path) ?? "").Split('\n'))
                {
                    if (line.Length == 0 || (skipPeeled && line[0] == '^')) continue;
                    skipPeeled = line.Length > 41 && line.AsSpan(41).SequenceEqual(name);
                    if (!skipPeeled) keep.Add(line);
                }
                f.Write(ByteText.Bytes(string.Concat(keep.Select(l => l + "\n"))));
                Fs.Rename(lck, path);
            }
            catch { Fs.TryUnlink(lck); throw; }
        }
        return true;
    }
}
