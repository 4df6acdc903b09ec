using Breezeway.Assistant.Watch;
using static Breezeway.Assistant.Watch.PathEventKind;

namespace Breezeway.Assistant.Tests.Watch;

public sealed class BatchBuilderTests
{
    readonly BatchBuilder _b = new();
    uint _cookie;

    void Move(string from, string to, bool directory = false) => _b.Move(from, to, directory, _cookie += 2);

    static WatchBatch Take(BatchBuilder b)
    {
        var batch = b.Peek()!;
        b.Taken();
        return batch;
    }

    static string Text(WatchBatch batch) => string.Join("; ",
        batch.Moves.Select(m => $"{m.From}{(m.IsExchange ? "<>" : ">")}{m.To}{(m.IsDirectory ? "/" : "")}")
            .Concat(batch.Events.Select(e => $"{e.Kind} {e.Path}").Order(StringComparer.Ordinal)));

    string Taken() => Text(Take(_b));

    [Fact]
    public void One_path_is_told_once_with_what_happened_last()
    {
        _b.Add(Written, "f", false); _b.Add(Written, "f", false); _b.Add(Deleted, "f", false);
        _b.Add(Deleted, "g", false); _b.Add(Written, "g", false);
        Assert.Equal("Deleted f; Written g", Taken());
        Assert.True(_b.IsEmpty);
    }

    [Fact]
    public void New_attributes_do_not_hide_that_there_is_new_content()
    {
        _b.Add(Written, "f", false); _b.Add(Attributes, "f", false);
        _b.Add(Attributes, "g", false); _b.Add(Written, "g", false);
        Assert.Equal("Written f; Written g", Taken());
    }

    [Fact]
    public void What_a_deleted_directory_held_stays_in_doubt_when_something_else_takes_its_name()
    {
        _b.Add(Deleted, "d", true); _b.Add(Created, "d", true);
        _b.Add(Deleted, "e", true); Move("f", "e");
        _b.Add(Deleted, "g", true); Move("h", "g", directory: true);
        Assert.Equal("f>e; h>g/; Created d; Created g; SubtreeUncertain d; SubtreeUncertain e; SubtreeUncertain g; Written e", Taken());
    }

    [Fact]
    public void A_file_takes_its_news_along_when_it_is_moved()
    {
        _b.Add(Written, "f.tmp", false); Move("f.tmp", "f"); Move("f", "d/g");
        Assert.Equal("f.tmp>f; f>d/g; Written d/g", Taken());
    }

    [Fact]
    public void A_plain_rename_needs_no_look_at_the_content()
    {
        Move("f", "g");
        Assert.Equal("f>g", Taken());
    }

    [Fact]
    public void A_file_made_anew_before_it_was_moved_is_not_the_one_known_there()
    {
        _b.Add(Deleted, "f", false); Move("f", "g");
        Assert.Equal("f>g; Written g", Taken());
    }

    [Fact]
    public void Everything_below_a_moved_directory_is_told_by_its_new_name()
    {
        _b.Add(Written, "d/f", false); _b.Add(Deleted, "d/e/g", false); _b.Add(Written, "dd/f", false); _b.Uncertain("d/u");
        _b.Notice(Unreadable, "d/r");
        Move("d", "x/y", directory: true);
        _b.Add(Written, "d/f", false);
        Assert.Equal("d>x/y/; Deleted x/y/e/g; SubtreeUncertain x/y/u; Unreadable x/y/r; Written d/f; Written dd/f; Written x/y/f", Taken());
    }

    [Fact]
    public void What_leaves_an_uncertain_directory_is_uncertain_itself()
    {
        _b.Uncertain("u"); Move("u/d", "d", directory: true); Move("u/f", "f");
        Assert.Equal("u/d>d/; u/f>f; SubtreeUncertain d; SubtreeUncertain u; Written f", Taken());
    }

    [Fact]
    public void Two_renames_there_and_back_with_following_cookies_are_an_exchange()
    {
        _b.Add(Written, "a", false);
        _b.Move("a", "b", false, 7); _b.Move("b", "a", false, 8);
        Assert.Equal("a<>b; SubtreeUncertain a; SubtreeUncertain b", Taken());
    }

    [Fact]
    public void An_exchange_whose_first_half_was_taken_already_puts_both_in_doubt()
    {
        _b.Move("a", "b", true, 7);
        Assert.Equal("a>b/", Taken());
        _b.Move("b", "a", true, 8);
        Assert.Equal("b>a/; SubtreeUncertain a; SubtreeUncertain b", Taken());
    }

    [Fact]
    public void Going_back_a_second_time_is_told_like_the_first()
    {
        _b.Move("a", "b", true, 7);
        Take(_b);
        _b.Move("b", "a", true, 20); _b.Move("a", "b", true, 30);
        Assert.Equal("b>a/; a>b/; SubtreeUncertain a; SubtreeUncertain b", Taken());
    }

    [Fact]
    public void Many_paths_before_the_move_of_a_directory_are_a_batch_before_it()
    {
        for (int i = 0; i <= BatchBuilder.CheapToRename; i++) _b.Add(Written, $"d/{i}", false);
        Move("d", "e", directory: true);
        _b.Add(Written, "e/new", false);
        Assert.All(Take(_b).Events, e => Assert.StartsWith("d/", e.Path));
        Assert.Equal("d>e/; Written e/new", Taken());
    }

    [Fact]
    public void Too_many_paths_become_their_directories()
    {
        var b = new BatchBuilder(most: 100);
        Assert.Null(b.Peek());
        b.Move("old/m", "new/m", true, 1);
        b.Notice(Unwatched, "w");
        for (int i = 0; i < 250; i++) b.Add(Written, $"d{i % 3}/{i}", false);
        var told = new List<PathEvent>();
        while (b.Peek() is { } batch) { Assert.Empty(batch.Moves); told.AddRange(batch.Events); b.Taken(); }
        foreach (var path in (string[])["d0", "d1", "d2", "old", "new"]) Assert.Contains(new PathEvent(SubtreeUncertain, path, true), told);
        Assert.Contains(new PathEvent(Unwatched, "w", true), told);
        Assert.True(told.Count <= 110);
    }
}
