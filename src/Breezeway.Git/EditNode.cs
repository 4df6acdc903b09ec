namespace Breezeway.Git;

/// <summary>
/// The sum of edits done one after the other, as a tree of names: what goes of what was there before, and what comes in its place.
/// Once built, nothing that is set lies below another that is set, and order no longer matters.
/// </summary>
sealed class EditNode<T> where T : struct, IPathEdit
{
    /// <summary>By name; null where no edit goes further down.</summary>
    public Dictionary<string, EditNode<T>>? Children { get; private set; }

    /// <summary>The entry to be set here, outside of conflicts.</summary>
    public T? Set { get; private set; }

    /// <summary>The conflict stages to be set here, at most one of each, in order.</summary>
    public List<T>? Stages { get; private set; }

    /// <summary>A file that was here before goes.</summary>
    public bool FileGoes { get; private set; }

    /// <summary>What was below this name before goes.</summary>
    public bool TreeGoes { get; private set; }

    public static EditNode<T> Of(IEnumerable<T> edits)
    {
        var root = new EditNode<T>();
        foreach (var edit in edits) root.Add(edit);
        return root;
    }

    void Add(T edit)
    {
        var node = this;
        bool set = edit is { Kind: PathEditKind.Set, Stage: 0 };
        var rest = edit.Path.AsSpan();
        for (int slash = rest.IndexOf('/'); slash >= 0; slash = rest.IndexOf('/'))
        {
            node = node.Child(rest[..slash]);
            if (set) node.RemoveFile();
            rest = rest[(slash + 1)..];
        }
        node.Child(rest).Apply(edit);
    }

    EditNode<T> Child(ReadOnlySpan<char> name)
    {
        Children ??= [];
        var byText = Children.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!byText.TryGetValue(name, out var child)) byText[name] = child = new EditNode<T>();
        return child;
    }

    void Apply(T edit)
    {
        if (edit is { Kind: PathEditKind.Set, Stage: > 0 })
        {
            FileGoes = true;
            Set = null;
            Stages ??= [];
            Stages.RemoveAll(e => e.Stage == edit.Stage);
            Stages.Add(edit);
            Stages.Sort((x, y) => x.Stage - y.Stage);
            return;
        }
        RemoveFile();
        if (edit.Kind == PathEditKind.Remove) return;
        Children = null;
        TreeGoes = true;
        Set = edit.Kind == PathEditKind.Set ? edit : null;
    }

    void RemoveFile()
    {
        FileGoes = true;
        if (Set is { IsTree: false }) Set = null;
        Stages = null;
    }
}
