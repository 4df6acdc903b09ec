using System.Globalization;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Base.Text;

namespace Breezeway.Testing;

/// <summary>Looks at the machine's processes through /proc.</summary>
public static class Processes
{
    /// <summary>The ids of all processes that have this text in their environment, or work in (or below) this folder. Zombies are not among them.</summary>
    public static List<int> Find(string environment, string folder)
    {
        byte[] mark = ByteText.Bytes(environment);
        var found = new List<int>();
        foreach (int id in All())
        {
            if (id == Fs.ProcessId) continue;
            bool marked = (TryRead($"/proc/{id}/environ") ?? []).AsSpan().IndexOf(mark) >= 0;
            if (marked || IsIn(TryLink($"/proc/{id}/cwd"), folder)) found.Add(id);
        }
        return found;
    }

    static bool IsIn(string? path, string folder) => path is not null && (path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal));

    /// <summary>Kills them until none is left: one that is killed may have been starting another.</summary>
    internal static void KillAll(string environment, string folder)
    {
        bool none = Until.Try(() =>
        {
            var left = Find(environment, folder);
            foreach (int id in left) _ = Child.Signal(id, 9);
            return left.Count == 0;
        }, TimeSpan.FromSeconds(10));
        if (!none) throw new InvalidOperationException($"processes of {folder} survive SIGKILL");
    }

    static IEnumerable<int> All()
    {
        foreach (var entry in Fs.TryList("/proc", out _) ?? [])
            if (int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int id)) yield return id;
    }

    /// <summary>This process and all its descendants, the root first.</summary>
    public static List<int> Tree(int id)
    {
        var parents = new Dictionary<int, int>();
        foreach (int p in All()) if (Parent(p) is int parent) parents[p] = parent;
        var tree = new List<int> { id };
        for (int i = 0; i < tree.Count; i++) tree.AddRange(parents.Where(p => p.Value == tree[i]).Select(p => p.Key));
        return tree;
    }

    static int? Parent(int id)
    {
        if (TryRead($"/proc/{id}/stat") is not { Length: > 0 } stat) return null;
        string text = ByteText.From(stat);
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return int.Parse(fields[1], CultureInfo.InvariantCulture);
    }

    /// <summary>True when the process, or one below it, watches that folder by inotify: nothing that happens there from now on is missed.</summary>
    public static bool Watches(int id, string folder)
    {
        if (Fs.Stat(folder) is not { } stat) return false;
        string wanted = string.Create(CultureInfo.InvariantCulture, $" ino:{stat.Inode:x} ");
        foreach (int p in Tree(id))
            foreach (var entry in Fs.TryList($"/proc/{p}/fdinfo", out _) ?? [])
                if (TryRead($"/proc/{p}/fdinfo/{entry.Name}") is { } info && ByteText.From(info) is var text
                    && text.Contains("inotify wd:", StringComparison.Ordinal) && text.Contains(wanted, StringComparison.Ordinal)) return true;
        return false;
    }

    // A process may end between listing and looking: that is the same as not being there.
    static byte[]? TryRead(string path) { try { return Fs.TryReadAll(path); } catch (FileError) { return null; } }
    static string? TryLink(string path) { try { return Fs.ReadLink(path); } catch (FileError) { return null; } }
}
