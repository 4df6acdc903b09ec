namespace Breezeway.Assistant.Watch;

/// <summary>How a directory is looked after.</summary>
enum NodeState : byte { Watched, Nested, Unreadable, Unwatched, Unmounted }

/// <summary>A directory of the tree as the events so far have it. Files have no node.</summary>
sealed class WatchNode(string name)
{
    /// <summary>Its name in the parent; of a dropped directory the whole path it had.</summary>
    public string Name { get; set; } = name;
    public WatchNode? Parent { get; set; }
    /// <summary>Of a directory cut off from the tree: its parent before, by which it is still named.</summary>
    public WatchNode? Origin { get; set; }
    public Dictionary<string, WatchNode>? Children { get; set; }
    /// <summary>-1 when it has no watch.</summary>
    public int Wd { get; set; } = -1;
    public NodeState State { get; set; }

    public WatchNode? Child(string name) => Children?.GetValueOrDefault(name);

    /// <summary>Path from the top, empty for the top itself.</summary>
    public string Path => (Parent ?? Origin)?.PathOf(Name) ?? Name;

    /// <summary>Path of a name in this directory.</summary>
    public string PathOf(string name)
    {
        int length = name.Length;
        for (var n = this; n is { Name.Length: > 0 }; n = n.Parent ?? n.Origin) length += n.Name.Length + 1;
        return string.Create(length, (this, name), static (to, s) =>
        {
            int at = to.Length - s.name.Length;
            s.name.CopyTo(to[at..]);
            for (var n = s.Item1; n is { Name.Length: > 0 }; n = n.Parent ?? n.Origin)
            {
                to[--at] = '/';
                at -= n.Name.Length;
                n.Name.CopyTo(to[at..]);
            }
        });
    }

    /// <summary>Its path leads through the other, be it by an old place.</summary>
    public bool IsNamedBy(WatchNode other)
    {
        for (var n = this; n is not null; n = n.Parent ?? n.Origin) if (n == other) return true;
        return false;
    }

    public bool IsBelowOrAt(WatchNode other)
    {
        for (var n = this; n is not null; n = n.Parent) if (n == other) return true;
        return false;
    }
}

/// <summary>A name in a watched directory, whatever is there.</summary>
readonly record struct Slot(WatchNode Parent, string Name)
{
    public string Path => Parent.PathOf(Name);
}
