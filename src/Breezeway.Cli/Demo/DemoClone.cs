using System.Security.Cryptography;
using Breezeway.Base.Files;

namespace Breezeway.Cli.Demo;

/// <summary>What a path of a work tree holds, for comparing clones.</summary>
abstract record PathState
{
    PathState() { }
    internal sealed record Gone : PathState;
    /// <summary>Its name is here, its content is not: a dangling link or a pointer file.</summary>
    internal sealed record NameOnly : PathState;
    internal sealed record Content(long Size, string Digest) : PathState;
}

/// <summary>One clone of the demonstration, looked at from outside: by its files alone.</summary>
sealed class DemoClone(string name, string path)
{
    const int Compared = 1 << 20;
    readonly Dictionary<string, (FileStat Stat, PathState State)> _seen = new(StringComparer.Ordinal);

    internal string Name => name;
    internal string Path => path;
    internal string At(string file) => $"{path}/{file}";

    /// <summary>What a branch points to, read from the ref's file; null for none.</summary>
    internal string? Branch(string branch)
    {
        if (Fs.TryReadText($"{path}/.git/refs/heads/{branch}") is { Length: > 0 } loose) return loose.TrimEnd();
        string packed = Fs.TryReadText($"{path}/.git/packed-refs") ?? "";
        return packed.Split('\n').FirstOrDefault(l => l.EndsWith($" refs/heads/{branch}", StringComparison.Ordinal))?.Split(' ')[0];
    }

    /// <summary>Read again only when the file's stat data changed. Content is compared by size and its first MiB.</summary>
    internal PathState State(string file)
    {
        if (Fs.LStat(At(file)) is not { } link) { _seen.Remove(file); return new PathState.Gone(); }
        if (link.IsDirectory || Fs.Stat(At(file)) is not { IsRegular: true } stat) return new PathState.NameOnly();
        if (_seen.TryGetValue(file, out var known) && known.Stat.SameContentAs(stat)) return known.State;
        var state = Look(file, stat);
        _seen[file] = (stat, state);
        return state;
    }

    PathState Look(string file, FileStat stat)
    {
        using var handle = FileHandle.TryOpen(At(file), OpenMode.Read, out _);
        if (handle is null) return new PathState.NameOnly();
        var start = handle.ReadToEnd(Compared);
        return start.AsSpan().StartsWith("/annex/objects/"u8) ? new PathState.NameOnly()
            : new PathState.Content(stat.Size, Convert.ToHexString(SHA256.HashData(start)));
    }

    /// <summary>All files of the work tree, without .git.</summary>
    internal List<string> Files()
    {
        var all = new List<string>();
        void Walk(string folder)
        {
            foreach (var entry in Fs.TryList(folder.Length == 0 ? path : At(folder), out _) ?? [])
            {
                string file = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
                if (entry.Kind != FileKind.Directory) all.Add(file);
                else if (file != ".git") Walk(file);
            }
        }
        Walk("");
        return all;
    }
}
